/** The step after creating a place for people: makes a link that invites them, to copy or share, or leaves it for later. */
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../app/use-action.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { CopyField } from './copy-field.tsx';
import { ShareButton } from './share-button.tsx';

interface InviteStepProps {
  hint: string;
  /** Says how long the link is valid. */
  linkHint: string;
  /** The title of what is shared. */
  title: string;
  makeLink: () => Promise<string | null>;
  onDone: () => void;
}

export function InviteStep({ hint, linkHint, title, makeLink, onDone }: InviteStepProps) {
  const { invite: words } = useWords();
  const { run, isBusy } = useAction();
  const [link, setLink] = useState<string | null>(null);
  const make = () => run(async () => setLink(await makeLink()));
  return (
    <div className="stack">
      <p>{hint}</p>
      {link && <CopyField label={words.link} hint={linkHint} value={link} />}
      <div className="dialog-actions">
        <Button onClick={onDone}>{link ? words.done : words.later}</Button>
        {!link && (
          <Button kind="main" isBusy={isBusy} onClick={() => void make()}>
            <Link2 size={18} aria-hidden />
            {words.makeLink}
          </Button>
        )}
        {link && 'share' in navigator && <ShareButton path={link} title={title} label={words.share} />}
      </div>
    </div>
  );
}
