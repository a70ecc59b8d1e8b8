/** The dialog that reports something, loaded when it is first opened, with its words. */
import { type ComponentProps, Suspense, useRef } from 'react';
import { lazyScreen } from '../../app/lazy-screen.ts';
import type { ReportSteps } from './report-steps.tsx';
import { reportWords } from './words.ts';

const Steps = lazyScreen(async () => (await import('./report-steps.tsx')).ReportSteps, reportWords);

export function ReportDialog(props: ComponentProps<typeof ReportSteps>) {
  const wasOpened = useRef(false);
  wasOpened.current ||= props.isOpen;
  if (!wasOpened.current) return null;
  return (
    <Suspense>
      <Steps {...props} />
    </Suspense>
  );
}
