/** The push subscription of this device. Browsers ask for permission only after a press. */
import type { MeshiClient } from '@meshi/client';

const WORKER = '/push-worker.js';

/** `missing`: the browser has no push notifications. */
export type PushState = 'on' | 'off' | 'denied' | 'missing';

export async function readPushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await registration?.pushManager.getSubscription();
  return subscription ? 'on' : 'off';
}

/** Asks for permission, subscribes this device and tells the server. */
export async function turnPushOn(meshi: MeshiClient, pushKey: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return readPushState();
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey });
  const { endpoint, keys } = subscription.toJSON();
  try {
    await meshi.notifications.subscribe({
      endpoint: endpoint ?? '',
      keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    });
  } catch (error) {
    // The device must not look subscribed if the server does not know it.
    await subscription.unsubscribe();
    throw error;
  }
  return 'on';
}

/** Ends the subscription in the browser and on the server. */
export async function turnPushOff(meshi: MeshiClient): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) {
    await meshi.notifications.unsubscribe({ endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  return readPushState();
}
