/** Toasts: short messages at the edge of the screen, which screen readers announce. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useWords } from '../i18n/language.ts';

export function Toasts() {
  const words = useWords();
  const { toasts } = Toast.useToastManager();
  return (
    <Toast.Portal>
      <Toast.Viewport className="toasts">
        {toasts.map((toast) => (
          <Toast.Root key={toast.id} toast={toast} className="toast">
            <Toast.Content className="toast-content">
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

export interface ToastActions {
  done(text: string): void;
  problem(text: string): void;
  /** A toast with a button, which stays longer. */
  action(toast: { title?: string; text: string; action: string; isMatch?: boolean; onAction: () => void }): void;
  closeAll(): void;
}

export function useToast(): ToastActions {
  const { add, close } = Toast.useToastManager();
  return useMemo(
    () => ({
      done(text) {
        add({ title: text, type: 'done' });
      },
      problem(text) {
        add({ title: text, type: 'error', priority: 'high', timeout: 8000 });
      },
      action({ title, text, action, isMatch = false, onAction }) {
        const id = add({
          ...(title === undefined ? { title: text } : { title, description: text }),
          type: isMatch ? 'match' : 'action',
          timeout: 15_000,
          actionProps: {
            children: action,
            onClick() {
              close(id);
              onAction();
            },
          },
        });
      },
      closeAll() {
        close();
      },
    }),
    [add, close],
  );
}
