/** Resumes the session of the last visit before anything is shown, and says why a session has ended. */
import { useConnection } from '@meshi/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Bowl, Problem } from '../ui/states.tsx';
import { useToast } from '../ui/toasts.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { clearDrafts } from './drafts.ts';
import { useMeshi } from './meshi-context.tsx';

type State = { kind: 'asking' } | { kind: 'ready' } | { kind: 'failed'; error: unknown };

const ASKING: State = { kind: 'asking' };
const READY: State = { kind: 'ready' };

interface ResumeProps {
  /** The first attempt, which is already running. */
  first: Promise<unknown>;
  children: ReactNode;
}

export function Resume({ first, children }: ResumeProps) {
  const meshi = useMeshi();
  const [state, setState] = useState<State>(meshi.me ? READY : ASKING);
  // Why the session cannot be resumed yet. The client tries again by itself.
  const { error: delayed } = useConnection(meshi);
  // The line above says so.
  const isOffline = delayed?.reason === 'network';
  useSignedOutToast();
  useClearAfterPerson(first);
  useClearDrafts();

  const follow = useCallback((attempt: Promise<unknown>) => {
    attempt.then(
      () => setState(READY),
      (error: unknown) => setState({ kind: 'failed', error }),
    );
  }, []);
  useEffect(() => follow(first), [follow, first]);
  const retry = () => {
    setState(ASKING);
    follow(meshi.resume());
  };

  if (state.kind === 'ready') return children;
  return (
    <>
      <ConnectionLine />
      <main className="page" aria-busy={state.kind === 'asking' && !isOffline}>
        {state.kind === 'failed' && <Problem error={state.error} onRetry={retry} />}
        {state.kind === 'asking' && delayed && !isOffline && (
          <Problem error={delayed} onRetry={() => meshi.connection.retryNow()} />
        )}
        {state.kind === 'asking' && (!delayed || isOffline) && (
          <div className={isOffline ? 'empty' : 'empty skeleton'}>
            <Bowl size={64} />
          </div>
        )}
      </main>
    </>
  );
}

/** Clears the cache and the toasts of a person who signs out or switches: the next person must not see them. */
function useClearAfterPerson(first: Promise<unknown>): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  useEffect(() => {
    let personId = meshi.me?.profile.id;
    // What has been read until then is this person's already.
    let isResuming = true;
    const end = () => {
      isResuming = false;
    };
    first.then(end, end);
    return meshi.on('me:changed', (me) => {
      if (me?.profile.id !== personId) {
        if (!isResuming) queries.clear();
        // Without a former person, the toasts are those of the screens before the sign-in.
        if (personId !== undefined) toast.closeAll();
      }
      personId = me?.profile.id;
    });
  }, [meshi, queries, toast, first]);
}

/** Removes the drafts of a person whose session ends, unless it has only expired: then they are there after the sign-in. */
function useClearDrafts(): void {
  const meshi = useMeshi();
  useEffect(() => {
    let last = meshi.me;
    const stops = [
      meshi.on('me:changed', (me) => {
        last = me ?? last;
      }),
      meshi.on('session:ended', ({ reason }) => {
        if (last && reason !== 'refused' && reason !== 'sign_on_needed') {
          clearDrafts(last.account.id, reason === 'removed' ? last.profile.id : undefined);
        }
        last = null;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi]);
}

function useSignedOutToast(): void {
  const meshi = useMeshi();
  const { account: words } = useWords();
  const toast = useToast();
  useEffect(
    () =>
      meshi.on('session:ended', ({ reason }) => {
        if (reason === 'asked') toast.done(words.signedOut);
        else if (reason === 'account_deleted') toast.done(words.deleted);
        else if (reason === 'suspended') toast.problem(words.suspended);
        else if (reason === 'sign_on_needed') toast.problem(words.signOnNeeded);
        else toast.problem(words.sessionEnded);
      }),
    [meshi, words, toast],
  );
}
