/** On the pages for signing in and signing up: a button for each provider that the server offers. */
import { LogIn } from 'lucide-react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { useProviderSignOn } from './provider-sign-on.ts';
import { useMeta } from './use-meta.ts';
import './provider-buttons.css';

interface ProviderButtonsProps {
  /** Where to go after the sign-in. */
  from: string;
  /** Whether the other way is below them. */
  areFirst?: boolean;
}

export function ProviderButtons({ from, areFirst = false }: ProviderButtonsProps) {
  const words = useWords();
  const meta = useMeta();
  const provider = useProviderSignOn();
  if (!meta || meta.openProviders.length === 0) return null;
  const divider = <p className="provider-or quiet">{words.provider.or}</p>;
  return (
    <div className="stack provider-buttons">
      {!areFirst && divider}
      {meta.openProviders.map(({ id, name }) => (
        <Button key={id} isWide isBusy={provider.isBusy} onClick={() => void provider.signIn(id, from)}>
          <LogIn size={18} aria-hidden />
          {words.provider.continueWith(name)}
        </Button>
      ))}
      {areFirst && divider}
    </div>
  );
}
