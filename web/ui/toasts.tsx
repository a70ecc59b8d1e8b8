/** Toasts: short messages at the edge of the screen, which screen readers announce. */
import type { UseToastManagerReturnValue } from '@base-ui/react/toast';
import { type RefObject, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router';

const DONE_MS = 5_000;
const ACTION_MS = 15_000;
/** Time to read one character, slowly. */
const READ_MS = 150;
const FOREVER = 0;

export interface ToastData {
  /** The path of the screen that the toast is about. */
  to?: string;
  /** The live region of notifications announces it. */
  isAnnounced?: boolean;
}

/** Of the library, once the region is on the page. */
type ToastManager = Pick<UseToastManagerReturnValue<ToastData>, 'add' | 'close'>;
type Change = (manager: ToastManager) => void;

let shown: ToastManager | null = null;
/** What happened to toasts before their region was on the page. */
let waiting: Change[] = [];
const listeners = new Set<() => void>();

function change(run: Change): void {
  if (shown) {
    run(shown);
    return;
  }
  waiting.push(run);
  for (const listener of listeners) listener();
}

/** Shows the toasts that wait, and from now on each at once. Called by their region. Returns a function for its end. */
export function showToasts(manager: ToastManager): () => void {
  shown = manager;
  for (const run of waiting) run(manager);
  waiting = [];
  return () => {
    shown = null;
  };
}

/** Whether a toast waits for the region. */
export function useIsToastWaiting(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.length > 0,
  );
}

const add = (toast: Parameters<ToastManager['add']>[0]) => change((manager) => manager.add(toast));
const close = (about: string) => change((manager) => manager.close(about));

let count = 0;
const newId = () => `toast-${++count}`;

/** What stands at the end of the screen, one above the other. */
const atEnd = new Set<HTMLElement>();

function liftToasts(): void {
  const { style } = document.documentElement;
  const height = [...atEnd].reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);
  if (height > 0) style.setProperty('--toast-lift', `${height}px`);
  else style.removeProperty('--toast-lift');
}

/** On phones, toasts stay above this element at the end of a screen, and above the others there. */
export function useToastsAbove(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const below = element.current;
    if (!below) return;
    const observer = new ResizeObserver(liftToasts);
    atEnd.add(below);
    observer.observe(below);
    return () => {
      observer.disconnect();
      atEnd.delete(below);
      liftToasts();
    };
  }, [element]);
}

/** A toast with a button, which stays longer. */
interface ActionToast {
  /** What it is about, such as `match:652f…`. A newer toast about the same replaces it, and `close` closes it. */
  about?: string;
  title?: string;
  text: string;
  action: string;
  isMatch?: boolean;
  /** The path that the button opens. The toast closes when the screen is opened in any other way. */
  to?: string;
  onAction?: () => void;
  onClose?: () => void;
  /** It stays until the person or `close` closes it. */
  isLasting?: boolean;
  isAnnounced?: boolean;
}

export interface ToastActions {
  /** A toast with the same `about` replaces the former one. */
  done(text: string, about?: string): void;
  problem(text: string): void;
  action(toast: ActionToast): void;
  /** Closes the toast with this `about`, if there is one. */
  close(about: string): void;
  closeAll(): void;
}

/** Any screen makes toasts, before and after their region has been loaded. */
export function useToast(): ToastActions {
  const navigate = useNavigate();
  // A ref, because `navigate` changes with each navigation, and effects depend on these actions.
  const latest = useRef(navigate);
  latest.current = navigate;
  return useMemo(
    () => ({
      done(text, about) {
        add({
          title: text,
          type: 'done',
          timeout: Math.max(DONE_MS, text.length * READ_MS),
          ...(about && { id: about }),
        });
      },
      problem(text) {
        add({ title: text, type: 'error', priority: 'high', timeout: Math.max(ACTION_MS, text.length * READ_MS) });
      },
      action({
        about,
        title,
        text,
        action,
        isMatch = false,
        to,
        onAction,
        isLasting = false,
        isAnnounced = false,
        onClose,
      }) {
        const id = about ?? newId();
        add({
          id,
          ...(onClose && { onClose }),
          ...(title === undefined ? { title: text } : { title, description: text }),
          type: isMatch ? 'match' : 'action',
          timeout: isLasting ? FOREVER : ACTION_MS,
          data: { isAnnounced, ...(to !== undefined && { to }) },
          actionProps: {
            children: action,
            onClick() {
              close(id);
              onAction?.();
              if (to !== undefined) latest.current(to);
            },
          },
        });
      },
      close,
      closeAll: () => change((manager) => manager.close()),
    }),
    [],
  );
}
