/** The door is loaded ahead or on the first entry: the frame of the app needs only the button. */
import { lazyScreen } from '../../app/lazy-screen.ts';
import { roomWords } from './words.ts';

export const LazyDoor = lazyScreen(async () => (await import('./door.tsx')).Door, roomWords);
