/** Signs out. Asks first if something that was written here would be lost. */
import { useQuery } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { countDrafts } from '../../app/drafts.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { hasUnsaved } from '../../app/unsaved.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { meWords } from './words.ts';

interface Unfinished {
  messages: number;
  drafts: number;
  hasForm: boolean;
}

export function SignOut() {
  const { account } = useMyself();
  const { common } = useWords();
  const words = useWords(meWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null);

  const { data: session } = useQuery({ queryKey: keys.signOnSession, queryFn: () => meshi.signOn.session() });
  const signOutOfCompany = async (url: string) => {
    if (await signOut()) window.location.assign(url);
  };
  const signOut = () => run(() => meshi.signOut());
  const ask = async () => {
    const messages = await meshi.countUnsent();
    const found = { messages, drafts: countDrafts(account.id), hasForm: hasUnsaved() };
    if (found.messages > 0 || found.drafts > 0 || found.hasForm) setUnfinished(found);
    else await signOut();
  };
  return (
    <>
      <button type="button" className="button me-sign-out" aria-disabled={isBusy} onClick={() => void ask()}>
        <LogOut size={18} aria-hidden />
        {words.signOut}
      </button>
      {session?.endSessionUrl && (
        <button
          type="button"
          className="button me-sign-out"
          aria-disabled={isBusy}
          onClick={() => void signOutOfCompany(session.endSessionUrl ?? '')}
        >
          {words.signOutCompany}
        </button>
      )}
      <Confirm
        isOpen={unfinished !== null}
        onClose={() => setUnfinished(null)}
        title={words.signOutTitle}
        text={unfinished && <Losses {...unfinished} />}
        action={words.signOut}
        cancel={common.back}
        onConfirm={signOut}
      />
    </>
  );
}

function Losses({ messages, drafts, hasForm }: Unfinished) {
  const { common } = useWords();
  const words = useWords(meWords);
  return (
    <>
      {messages > 0 && <p>{words.unsentMessages(messages)}</p>}
      {drafts > 0 && <p>{words.unsentDrafts(drafts)}</p>}
      {hasForm && <p>{common.discardText}</p>}
      <p>{words.signOutText}</p>
    </>
  );
}
