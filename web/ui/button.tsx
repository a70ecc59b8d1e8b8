/** Buttons with a text, and buttons with an icon only. */
import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';

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

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  label: string;
  children: ReactNode;
  isMain?: boolean;
}

/** A round button with an icon. Its name shows on hover and focus. */
export function IconButton({ label, children, isMain = false, ...props }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button
            type="button"
            {...props}
            aria-label={label}
            className={`icon-button${isMain ? ' icon-button-main' : ''}`}
          />
        }
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="positioned">
          <Tooltip.Popup className="tooltip">{label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
