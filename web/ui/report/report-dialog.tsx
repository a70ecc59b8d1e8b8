/** The dialog that reports something, with its words. */
import { lazyDialog } from '../../app/lazy-screen.ts';
import { reportWords } from './words.ts';

export const ReportDialog = lazyDialog(async () => (await import('./report-steps.tsx')).ReportSteps, reportWords);
