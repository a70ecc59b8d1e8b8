/** Finds the session of the last visit before anything is shown, and tells when a session ended from elsewhere. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Bowl, Problem } from '../ui/states.tsx';
import { useTell } from '../ui/toasts.tsx';
import { useMeshi } from './meshi-context.tsx';

type State = { kind: 'asking' } | { kind: 'ready' } | { kind: 'failed'; error: unknown };

export function Resume({ children }: { children: ReactNode }) {
  const meshi = useMeshi();
  const [state, setState] = useState<State>({ kind: 'asking' });
  useSignedOutToast();
  useOwnAnswers();

  const ask = useCallback(() => {
    setState({ kind: 'asking' });
    meshi.resume().then(
      () => setState({ kind: 'ready' }),
      (error: unknown) => setState({ kind: 'failed', error }),
    );
  }, [meshi]);
  useEffect(ask, [ask]);

  if (state.kind === 'ready') return children;
  return (
    <main className="page" aria-busy={state.kind === 'asking'}>
      {state.kind === 'failed' ? (
        <Problem error={state.error} onRetry={ask} />
      ) : (
        <div className="empty skeleton">
          <Bowl size={64} />
        </div>
      )}
    </main>
  );
}

/** In another space one is someone else: nothing that was read before is shown there. */
function useOwnAnswers(): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  useEffect(() => {
    let personId = meshi.me?.profile.id;
    return meshi.on('me:changed', (me) => {
      if (me?.profile.id !== personId) queries.clear();
      personId = me?.profile.id;
    });
  }, [meshi, queries]);
}

function useSignedOutToast(): void {
  const meshi = useMeshi();
  const words = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  useEffect(
    () =>
      meshi.on('session:ended', ({ reason }) => {
        // The next person at this device must not see a glimpse of the last one's screens.
        queries.clear();
        if (reason === 'asked') tell.done(words.me.signedOut);
        else if (reason === 'account_deleted') tell.done(words.me.deleted);
        else tell.problem(words.account.sessionEnded);
      }),
    [meshi, words, tell, queries],
  );
}
