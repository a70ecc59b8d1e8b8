/** A long press with a finger. Scrolling is none, and a press on a link or a button inside is left to it. */
import { type PointerEvent, useRef } from 'react';

const LONG_MS = 500;
const MOVED_PX = 10;

export function useLongPress(onLongPress: (element: HTMLElement) => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const end = () => {
    if (press.current) clearTimeout(press.current.timer);
    press.current = null;
  };
  return {
    onPointerDown: ({ pointerType, currentTarget, target, clientX: x, clientY: y }: PointerEvent<HTMLElement>) => {
      end();
      const pressed = target instanceof Element ? target.closest('a, button') : null;
      if (pointerType !== 'touch' || (pressed && pressed !== currentTarget)) return;
      press.current = { timer: setTimeout(() => onLongPress(currentTarget), LONG_MS), x, y };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = press.current;
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > MOVED_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
