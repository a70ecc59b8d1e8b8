/** Signs out. Asks first if something that was written here would be lost. */
import { useQuery } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { countDrafts } from '../../app/drafts.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { hasUnsaved } from '../../app/unsaved.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { settingsWords } from './words.ts';

interface Unfinished {
  messages: number;
  drafts: number;
  hasForm: boolean;
}

interface SigningOut {
  isBusy: boolean;
  /** Without a question. Resolves to whether it succeeded. */
  signOut: () => Promise<boolean>;
  /** Signs out, or shows the question if something would be lost. */
  ask: () => Promise<void>;
  question: ReactNode;
}

/** `onStay` is called when the person answers the question with no, or signing out has failed. */
function useSignOut(onStay?: () => void): SigningOut {
  const { account } = useMyself();
  const { common, nav } = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null);
  const signOut = () => run(() => meshi.signOut());
  const ask = async () => {
    const messages = await meshi.countUnsent();
    const found = { messages, drafts: countDrafts(account.id), hasForm: hasUnsaved() };
    if (found.messages > 0 || found.drafts > 0 || found.hasForm) setUnfinished(found);
    else if (!(await signOut())) onStay?.();
  };
  const stay = () => {
    setUnfinished(null);
    onStay?.();
  };
  const question = (
    <Confirm
      isOpen={unfinished !== null}
      onClose={stay}
      title={words.signOutTitle}
      text={unfinished && <Losses {...unfinished} />}
      action={nav.signOut}
      cancel={common.back}
      onConfirm={signOut}
    />
  );
  return { isBusy, signOut, ask, question };
}

/** The buttons of the settings. */
export function SignOut() {
  const { nav } = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { isBusy, signOut, ask, question } = useSignOut();
  const { data: session } = useQuery({ queryKey: keys.signOnSession, queryFn: () => meshi.signOn.session() });
  const signOutOfCompany = async (url: string) => {
    if (await signOut()) window.location.assign(url);
  };
  return (
    <>
      <button type="button" className="button sign-out" aria-disabled={isBusy} onClick={() => void ask()}>
        <LogOut size={18} aria-hidden />
        {nav.signOut}
      </button>
      {session?.endSessionUrl && (
        <button
          type="button"
          className="button sign-out"
          aria-disabled={isBusy}
          onClick={() => void signOutOfCompany(session.endSessionUrl ?? '')}
        >
          {words.signOutCompany}
        </button>
      )}
      {question}
    </>
  );
}

/** Signs out as soon as it is shown: the menu that has the entry is closed by then. */
export function SignOutNow({ onStay }: { onStay: () => void }) {
  const { ask, question } = useSignOut(onStay);
  const hasBegun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins once.
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    void ask();
  }, []);
  return question;
}

function Losses({ messages, drafts, hasForm }: Unfinished) {
  const { common } = useWords();
  const words = useWords(settingsWords);
  return (
    <>
      {messages > 0 && <p>{words.unsentMessages(messages)}</p>}
      {drafts > 0 && <p>{words.unsentDrafts(drafts)}</p>}
      {hasForm && <p>{common.discardText}</p>}
      <p>{words.signOutText}</p>
    </>
  );
}
