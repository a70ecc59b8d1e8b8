/** The dialog of a meal, loaded when it is first opened: only its form needs the library that calculates with time zones. */
import { type ComponentProps, lazy, Suspense, useRef } from 'react';

const MealDialog = lazy(async () => ({ default: (await import('./meal-dialog.tsx')).MealDialog }));

export function LazyMealDialog(props: ComponentProps<typeof MealDialog>) {
  const wasOpened = useRef(false);
  wasOpened.current ||= props.isOpen;
  if (!wasOpened.current) return null;
  return (
    <Suspense>
      <MealDialog {...props} />
    </Suspense>
  );
}
