/** Where toasts appear, above every screen. Their region is loaded after the first screen, or with the first toast. */
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useIsToastWaiting } from '../ui/toasts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { lazyScreen } from './lazy-screen.ts';
import { whenIdle } from './load-ahead.ts';

const LazyRegion = lazyScreen(async () => (await import('../ui/toast-region.tsx')).ToastRegion);

/** `resumed` is the attempt to resume the last session, before which no screen is shown. */
export function ToastPlace({ resumed }: { resumed: Promise<unknown> }) {
  const queries = useQueryClient();
  const isWaiting = useIsToastWaiting();
  // Screen readers announce what is added to a region that is already there.
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    // The first toast shows a failure.
    const load = () =>
      LazyRegion.preload().then(
        () => setLoaded(true),
        () => undefined,
      );
    return whenIdle(resumed, () => queries.isFetching() > 0, load);
  }, [resumed, queries]);
  const wasNeeded = useRef(false);
  wasNeeded.current ||= isLoaded || isWaiting;
  if (!wasNeeded.current) return null;
  return (
    <ErrorBoundary>
      <Suspense>
        <LazyRegion />
      </Suspense>
    </ErrorBoundary>
  );
}
