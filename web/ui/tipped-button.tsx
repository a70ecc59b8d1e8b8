/** A button with an icon, whose name shows on hover and focus. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useLayoutEffect, useRef } from 'react';
import { IconButtonFace, type IconButtonProps } from './icon-button-face.tsx';

const DELAY_MS = 500;

interface TippedButtonProps extends IconButtonProps {
  /** Whether the button that this one replaces has the focus. */
  hasFocus: boolean;
}

export function TippedButton({ hasFocus, children, ...props }: TippedButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const takesFocus = useRef(hasFocus);
  useLayoutEffect(() => {
    if (takesFocus.current) button.current?.focus();
    takesFocus.current = false;
  }, []);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger ref={button} delay={DELAY_MS} render={<IconButtonFace {...props}>{children}</IconButtonFace>} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="positioned">
          <Tooltip.Popup className="tooltip">{props.label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
