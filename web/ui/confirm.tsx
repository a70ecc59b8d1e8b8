/** Asks before something that cannot simply be taken back. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Button } from './button.tsx';

interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  text: ReactNode;
  action: string;
  /** Closes afterwards; what it throws is the caller's to show. */
  onConfirm: () => Promise<unknown> | unknown;
  isDanger?: boolean;
}

export function Confirm({ isOpen, onClose, title, text, action, onConfirm, isDanger = true }: ConfirmProps) {
  const words = useWords();
  const cancel = useRef<HTMLButtonElement>(null);
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
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-shade" />
        <AlertDialog.Popup className="dialog dialog-small" initialFocus={cancel}>
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="quiet" render={<div />}>
            {text}
          </AlertDialog.Description>
          <div className="dialog-actions">
            <Button ref={cancel} onClick={onClose}>
              {words.common.cancel}
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
