/** Toasts: short messages at the edge of the screen, which screen readers announce. Pointing at them stops their time. */
import { Toast } from '@base-ui/react/toast';
import { CircleAlert, X } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useWords } from '../i18n/language.ts';

const DONE_MS = 5_000;
const ACTION_MS = 15_000;
/** Time to read one character, slowly. */
const READ_MS = 150;
const FOREVER = 0;

interface ToastData {
  /** The path of the screen that the toast is about. */
  to?: string;
  /** The live region of notifications announces it. */
  isAnnounced?: boolean;
}

export function Toasts() {
  const words = useWords();
  const { toasts } = Toast.useToastManager<ToastData>();
  useCloseWhenOpened();
  return (
    <Toast.Portal>
      <Toast.Viewport className="toasts">
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            className="toast"
            {...(toast.data?.isAnnounced && { 'aria-live': 'off' })}
          >
            <Toast.Content className="toast-content">
              {toast.type === 'error' && <CircleAlert className="toast-icon" size={18} aria-hidden />}
              <div className="grow">
                <Toast.Title className="toast-title" />
                <Toast.Description className="toast-text" />
              </div>
              <Toast.Action className="button button-plain" />
              <Toast.Close className="icon-button" aria-label={words.common.close}>
                <X size={18} aria-hidden />
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}

/** A toast whose screen is open has nothing left to say. */
function useCloseWhenOpened(): void {
  const { toasts, close } = Toast.useToastManager<ToastData>();
  const { pathname } = useLocation();
  useEffect(() => {
    for (const { id, data, transitionStatus } of toasts) {
      if (data?.to === pathname && transitionStatus !== 'ending') close(id);
    }
  }, [toasts, pathname, close]);
}

/** On phones, toasts stay above this element at the end of a screen. */
export function useToastsAbove(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const below = element.current;
    if (!below) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => style.setProperty('--toast-lift', `${below.offsetHeight}px`));
    observer.observe(below);
    return () => {
      observer.disconnect();
      style.removeProperty('--toast-lift');
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

export function useToast(): ToastActions {
  const { add, close } = Toast.useToastManager<ToastData>();
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
        const id = add({
          ...(about && { id: about }),
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
      closeAll() {
        close();
      },
    }),
    [add, close],
  );
}
