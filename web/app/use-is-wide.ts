/** Whether a list and the chosen item fit side by side. The width is the same as in `layout.css`. */
import { useSyncExternalStore } from 'react';

const wide = matchMedia('(min-width: 900px)');

export function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      wide.addEventListener('change', onChange);
      return () => wide.removeEventListener('change', onChange);
    },
    () => wide.matches,
  );
}
