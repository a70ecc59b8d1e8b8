/** A dialog: a sheet at the bottom of phones, a card in the middle of wider screens. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  isSmall?: boolean;
  /** The element that gets the focus first, by default the first control. */
  initialFocus?: ComponentProps<typeof Base.Popup>['initialFocus'];
}

export function Dialog({ isOpen, onClose, title, children, isSmall = false, initialFocus }: DialogProps) {
  const words = useWords();
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
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
