/** Buttons with a text, and buttons with an icon only. */
import { type ComponentProps, useState } from 'react';
import { flushSync } from 'react-dom';
import { Link, type LinkProps } from 'react-router';
import { lazyScreen } from '../app/lazy-screen.ts';
import { IconButtonFace, type IconButtonProps } from './icon-button-face.tsx';

export type ButtonKind = 'default' | 'main' | 'outline' | 'plain' | 'danger';

function classes(kind: ButtonKind, isWide: boolean): string {
  return `button${kind === 'default' ? '' : ` button-${kind}`}${isWide ? ' button-wide' : ''}`;
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  kind?: ButtonKind;
  isWide?: boolean;
  /** An action is under way: pressing again does nothing, and the button keeps the focus. */
  isBusy?: boolean;
}

export function Button({ kind = 'default', isWide = false, isBusy = false, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={classes(kind, isWide)}
      {...(isBusy && { 'aria-disabled': true })}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

interface ButtonLinkProps extends Omit<LinkProps, 'className'> {
  kind?: ButtonKind;
  isWide?: boolean;
}

export function ButtonLink({ kind = 'default', isWide = false, ...props }: ButtonLinkProps) {
  return <Link {...props} className={classes(kind, isWide)} />;
}

export const LazyTipped = lazyScreen(async () => (await import('./tipped-button.tsx')).TippedButton);

/** A round button with an icon. Its name shows on hover and focus, for which a button of the first screen loads the tooltip. */
export function IconButton(props: IconButtonProps) {
  const [tipped, setTipped] = useState(() => (LazyTipped.isLoaded() ? { hasFocus: false } : null));
  if (tipped) return <LazyTipped {...props} hasFocus={tipped.hasFocus} />;
  return (
    <IconButtonFace
      {...props}
      onPointerEnter={({ pointerType, currentTarget }) => {
        // A finger needs no tooltip. A button that disappears would lose the focus.
        const isFree = pointerType === 'mouse' && document.activeElement !== currentTarget;
        // At once: a press that begins on this button would end on another one.
        if (isFree && LazyTipped.isLoaded()) flushSync(() => setTipped({ hasFocus: false }));
      }}
      onFocus={({ currentTarget }) => {
        const isByKeyboard = currentTarget.matches(':focus-visible');
        if (isByKeyboard && LazyTipped.isLoaded()) setTipped({ hasFocus: true });
      }}
    />
  );
}
