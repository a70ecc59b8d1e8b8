/** Where toasts appear. Pointing at them stops their time. `toasts.tsx` loads it after the first screen. */
import { Toast } from '@base-ui/react/toast';
import { CircleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { useWords } from '../i18n/language.ts';
import { showToasts, type ToastData } from './toasts.tsx';

export function ToastRegion() {
  return (
    <Toast.Provider limit={3}>
      <Toasts />
    </Toast.Provider>
  );
}

function Toasts() {
  const words = useWords();
  const { toasts, add, close } = Toast.useToastManager<ToastData>();
  useEffect(() => showToasts({ add, close }), [add, close]);
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
