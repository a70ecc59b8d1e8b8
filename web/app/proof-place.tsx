/** Where the question for a fresh proof appears, above every screen. The dialog is loaded with the first question. */
import { Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import { lazyScreen } from './lazy-screen.ts';
import { useMeshi } from './meshi-context.tsx';
import type { ProofQuestion } from './proof-question.ts';

const LazyProofDialog = lazyScreen(async () => (await import('./proof-dialog.tsx')).ProofDialog);

export function ProofPlace({ question }: { question: ProofQuestion }) {
  const meshi = useMeshi();
  const isOpen = useSyncExternalStore(question.subscribe, () => question.isOpen);
  const wasOpen = useRef(false);
  wasOpen.current ||= isOpen;
  // Nobody is left who could answer.
  useEffect(() => meshi.on('session:ended', () => question.answer(false)), [meshi, question]);
  // Stays after the answer, so that the dialog gives the focus back.
  if (!wasOpen.current) return null;
  return (
    <Suspense>
      <LazyProofDialog question={question} isOpen={isOpen} />
    </Suspense>
  );
}
