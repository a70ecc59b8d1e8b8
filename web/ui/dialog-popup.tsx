/** The dialog of `dialog.tsx`, which loads it. */
import { Dialog as Base, type DialogPopupProps } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { useOpening } from './use-opening.ts';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  isSmall?: boolean;
  /** The element that gets the focus first, by default the first control. */
  initialFocus?: DialogPopupProps['initialFocus'];
}

export function DialogPopup({ isOpen, onClose, title, children, isSmall = false, initialFocus }: DialogProps) {
  const words = useWords();
  const isShown = useOpening(isOpen);
  return (
    <Base.Root open={isShown} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="dialog-shade" />
        <Base.Popup className={`dialog${isSmall ? ' dialog-small' : ''}`} {...(initialFocus && { initialFocus })}>
          <div className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close className="icon-button" aria-label={words.common.close}>
              <X size={22} aria-hidden />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
