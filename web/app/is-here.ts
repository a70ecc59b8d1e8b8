/** Whether the reader is looking at this tab. */
import type { Activity } from '@meshi/client';

let activity: Activity | null = null;

/** From now on, a reader who has done nothing on the page for some minutes is not here. Call it once. */
export function followActivity(ofClient: Activity): void {
  activity = ofClient;
}

/** Whether the reader is looking at this tab: it is visible, has the focus, and was used a short time ago. */
export function isHere(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus() && activity?.isActive !== false;
}

/** Calls `listener` when the reader comes back to this tab. Returns a function that ends this. Throws before `followActivity`. */
export function onBack(listener: () => void): () => void {
  if (!activity) throw new Error('Call followActivity first');
  const check = () => {
    if (isHere()) listener();
  };
  document.addEventListener('visibilitychange', check);
  window.addEventListener('focus', check);
  const stopFollowing = activity.on('changed', check);
  return () => {
    stopFollowing();
    document.removeEventListener('visibilitychange', check);
    window.removeEventListener('focus', check);
  };
}
