/** A round button with an icon, without its tooltip. */
import type { ComponentProps, ReactNode } from 'react';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  label: string;
  children: ReactNode;
  isMain?: boolean;
}

export function IconButtonFace({ label, isMain = false, ...props }: IconButtonProps) {
  return (
    <button type="button" {...props} aria-label={label} className={`icon-button${isMain ? ' icon-button-main' : ''}`} />
  );
}
