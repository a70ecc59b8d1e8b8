/** Whether there is room for a list and the thing itself side by side; the same width as in layout.css. */
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
