/** Asks before an action that is not easy to undo. */
import { lazyDialog } from '../app/lazy-screen.ts';

export const Confirm = lazyDialog(async () => (await import('./confirm-popup.tsx')).ConfirmPopup);
