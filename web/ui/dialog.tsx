/** A dialog: a sheet at the bottom of phones, a card in the middle of wider screens. */
import { lazyDialog } from '../app/lazy-screen.ts';

export const Dialog = lazyDialog(async () => (await import('./dialog-popup.tsx')).DialogPopup);
