/** The question of `confirm.tsx`, which loads it. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { useOpening } from './use-opening.ts';

interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  text: ReactNode;
  action: string;
  /** The label of the button that changes nothing, by default "Cancel"; "Back" where the action cancels something. */
  cancel?: string;
  /** The dialog closes when it resolves or rejects. The caller shows errors. */
  onConfirm: () => Promise<unknown> | unknown;
  isDanger?: boolean;
}

export function ConfirmPopup({
  isOpen,
  onClose,
  title,
  text,
  action,
  cancel,
  onConfirm,
  isDanger = true,
}: ConfirmProps) {
  const words = useWords();
  const isShown = useOpening(isOpen);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
    } finally {
      setBusy(false);
      onClose();
    }
  };
  return (
    <AlertDialog.Root open={isShown} onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-shade" />
        <AlertDialog.Popup className="dialog dialog-small" initialFocus={cancelButton}>
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="quiet" render={<div />}>
            {text}
          </AlertDialog.Description>
          <div className="dialog-actions">
            <Button ref={cancelButton} onClick={onClose}>
              {cancel ?? words.common.cancel}
            </Button>
            <Button kind={isDanger ? 'danger' : 'main'} isBusy={isBusy} onClick={confirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
