/**
 * The router of the app: like `BrowserRouter`, but it asks before a step that leaves a screen with something unsaved. The
 * library can do that only with its data router, which adds 18 kB (gzip) to the first visit.
 */
import { type ReactNode, type RefObject, startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  createPath,
  type Location,
  type NavigationType,
  type Navigator,
  Router,
  UNSAFE_createBrowserHistory,
} from 'react-router';
import { useWords } from '../i18n/language.ts';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { hasUnsaved, leaveScreen, useLeaving } from './unsaved.ts';

type History = ReturnType<typeof UNSAFE_createBrowserHistory>;

interface Place {
  action: NavigationType;
  location: Location;
}

export function GuardedRouter({ children }: { children: ReactNode }) {
  const [history] = useState(() => UNSAFE_createBrowserHistory({ v5Compat: true }));
  const [place, setPlace] = useState<Place>({ action: history.action, location: history.location });
  // A screen stays mounted until the next one is ready. A step in between does not ask about it again.
  const mounted = useRef(place.location);
  const [navigator] = useState(() => guarded(history, mounted));
  useEffect(() => {
    mounted.current = place.location;
  }, [place]);
  // Before the effects of the first screen, one of which may lead on.
  useLayoutEffect(() => {
    let shown = history.location;
    // How many steps back or forward are this component's own.
    let ownSteps = 0;
    return history.listen(({ action, location, delta }) => {
      const show = () => {
        shown = location;
        startTransition(() => setPlace({ action, location }));
      };
      const isStep = action === 'POP' && ownSteps === 0 && leaves(shown, location);
      if (!isStep || leaves(mounted.current, shown) || !hasUnsaved()) {
        ownSteps = Math.max(0, ownSteps - 1);
        return show();
      }
      // The browser has already moved: it goes back to the shown screen, and on again if the answer is to leave.
      ownSteps += 1;
      if (delta) history.go(-delta);
      else window.history.pushState(null, '', createPath(shown));
      leaveScreen(() => {
        if (!delta) return history.push(location, location.state);
        ownSteps += 1;
        history.go(delta);
      });
    });
  }, [history]);
  return (
    <Router navigationType={place.action} location={place.location} navigator={navigator}>
      {children}
      <ErrorBoundary>
        <LeaveQuestion />
      </ErrorBoundary>
    </Router>
  );
}

/** A history whose steps ask first if they leave a screen with something unsaved. */
function guarded(history: History, mounted: RefObject<Location>): Navigator {
  const step =
    (go: History['push']): History['push'] =>
    (to, state) => {
      const target = typeof to === 'string' ? { pathname: to.split(/[?#]/)[0] } : to;
      const isLeaving = leaves(history.location, target) && !leaves(mounted.current, history.location);
      if (isLeaving) leaveScreen(() => go(to, state));
      else go(to, state);
    };
  const { createHref, encodeLocation, go } = history;
  return { createHref, encodeLocation, go, push: step(history.push), replace: step(history.replace) };
}

/** Filters and tabs in the search part of an address leave the screen as it is. */
function leaves(from: { pathname: string }, to: { pathname?: string | undefined }): boolean {
  return to.pathname !== undefined && to.pathname !== '' && to.pathname !== from.pathname;
}

function LeaveQuestion() {
  const { common } = useWords();
  const [leaving, answer] = useLeaving();
  return (
    <Confirm
      isOpen={leaving !== null}
      onClose={() => answer(false)}
      title={common.discardTitle}
      text={common.discardText}
      action={common.discard}
      cancel={common.keepWriting}
      onConfirm={() => answer(true)}
    />
  );
}
