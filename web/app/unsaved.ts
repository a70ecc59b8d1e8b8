/** What a person has typed and not saved yet, on any screen. An action that would discard it asks first. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** `leave`: another screen is shown; `unload`: the page ends, and with it every request. */
type Ending = 'leave' | 'unload';

const unsaved = new Set<(ending: Ending) => boolean>();

/** Whether something on the page would be lost. */
export function hasUnsaved(ending: Ending = 'leave'): boolean {
  return [...unsaved].some((isUnsaved) => isUnsaved(ending));
}

/**
 * Runs `go`, which shows another screen and may do more there. If something would be lost, it asks first, and runs `go` only
 * if the person agrees.
 */
export function leaveScreen(go: () => void): void {
  if (isLosing || !hasUnsaved()) go();
  else setLeaving({ go });
}

/** Asks before the screen or the page is left in any way while `isUnsaved` returns true. */
export function useUnsaved(isUnsaved: (ending: Ending) => boolean): void {
  const latest = useRef(isUnsaved);
  latest.current = isUnsaved;
  useEffect(() => {
    const ask = (ending: Ending) => latest.current(ending);
    unsaved.add(ask);
    if (unsaved.size === 1) window.addEventListener('beforeunload', onUnload);
    return () => {
      unsaved.delete(ask);
      if (unsaved.size === 0) window.removeEventListener('beforeunload', onUnload);
    };
  }, []);
}

/** Browsers ask in their own words before a reload, and before the tab is closed. */
function onUnload(event: BeforeUnloadEvent): void {
  if (hasUnsaved('unload')) event.preventDefault();
}

/** A step of navigation that waits for the answer. */
export interface Leaving {
  go: () => void;
}

let leaving: Leaving | null = null;
/** The person has agreed to lose what is unsaved, and the screen is being left. */
let isLosing = false;
const listeners = new Set<() => void>();

/** The step that waits for an answer, and a function that answers. */
export function useLeaving(): [Leaving | null, (leave: boolean) => void] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => leaving,
  );
  const answer = (leave: boolean) => {
    setLeaving(null);
    if (leave && current) lose(current.go);
  };
  return [current, answer];
}

/** What `go` does may navigate, which must not ask again. */
function lose(go: () => void): void {
  isLosing = true;
  try {
    go();
  } finally {
    isLosing = false;
  }
}

function setLeaving(next: Leaving | null): void {
  leaving = next;
  for (const listener of listeners) listener();
}
