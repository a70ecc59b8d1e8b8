/**
 * The push subscription of this browser. What is shown is what the server holds for this browser and this person: a browser may
 * still have a subscription that the server has forgotten, or that belongs to a person who signed in here before.
 */
import type { MeshiClient } from '@meshi/client';
import { activeRegistration, findRegistration } from '../../app/service-worker.ts';
import { readStored, writeStored } from '../../app/stored.ts';

/** The account that turned push on in this browser. When it switches the organisation, its subscription goes with it. */
const OWNER = 'meshi.push';

/** `insecure`: browsers have push only on pages with https. `missing`: this browser has no push notifications. */
export type PushState = 'on' | 'off' | 'denied' | 'missing' | 'insecure';

/** Asks the server whether this browser is a device of the person. */
export async function readPushState(meshi: MeshiClient): Promise<PushState> {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  const subscription = await findSubscription();
  if (!subscription || Notification.permission !== 'granted') return 'off';
  const { isSubscribed } = await meshi.notifications.checkDevice({ endpoint: subscription.endpoint });
  return isSubscribed ? 'on' : 'off';
}

/** Asks for permission, subscribes this device and tells the server. */
export async function turnPushOn(meshi: MeshiClient, pushKey: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return readPushState(meshi);
  const { pushManager } = await activeRegistration();
  const subscription = await subscribe(pushManager, pushKey);
  try {
    await register(meshi, subscription);
  } catch (error) {
    // The device must not look subscribed if the server does not know it.
    await subscription.unsubscribe();
    throw error;
  }
  return 'on';
}

/** Ends the subscription in the browser and on the server. */
export async function turnPushOff(meshi: MeshiClient): Promise<PushState> {
  const subscription = await findSubscription();
  if (subscription) {
    await meshi.notifications.unsubscribe({ endpoint: subscription.endpoint });
    await endSubscription();
  }
  return readPushState(meshi);
}

/**
 * Call it when a person has signed in or come back. A subscription that the server does not hold for this person is handed over
 * if it is of the same account, which has switched the organisation. Otherwise it ends: it may be of another person, whose
 * messages must not arrive here. One with a former key of the server is replaced, without asking the person.
 */
export async function claimPushDevice(meshi: MeshiClient): Promise<void> {
  const subscription = await findSubscription();
  const accountId = meshi.me?.account.id;
  if (!accountId || !hasPush()) return;
  const isGranted = Notification.permission === 'granted';
  const mayKeep = isGranted && readStored(OWNER) === accountId;
  if (!subscription) return mayKeep ? subscribeAgain(meshi) : undefined;
  const { isSubscribed, pushKey } = await meshi.notifications.checkDevice({ endpoint: subscription.endpoint });
  if (meshi.me?.account.id !== accountId) return;
  const isFormer = pushKey !== null && (keyOf(subscription) ?? pushKey) !== pushKey;
  if (isFormer && isGranted && (isSubscribed || mayKeep)) await replace(meshi, subscription, pushKey);
  else if (isSubscribed) return;
  else if (mayKeep) await register(meshi, subscription);
  else await endSubscription();
}

/** Ends the subscription in the browser. Call it when a person has signed out: the server has removed the device. */
export async function endSubscription(): Promise<void> {
  writeStored(OWNER, null);
  await (await findSubscription())?.unsubscribe();
}

export interface ShownPush {
  /** The id of the conversation, or of the notification. */
  id: string;
  /** The last message that it is about; 0 if it is not about messages. */
  seq: number;
  close(): void;
}

/** The push notifications that this browser shows. */
export async function shownPushes(): Promise<ShownPush[]> {
  const shown = (await (await findRegistration())?.getNotifications()) ?? [];
  return shown.map((one) => ({ id: one.tag, seq: one.data?.seq ?? 0, close: () => one.close() }));
}

function hasPush(): boolean {
  return 'PushManager' in window && 'Notification' in window;
}

async function findSubscription(): Promise<PushSubscription | null> {
  if (!hasPush()) return null;
  return (await (await findRegistration())?.pushManager.getSubscription()) ?? null;
}

async function closeShown(): Promise<void> {
  for (const { close } of await shownPushes()) close();
}

/** A subscription with another key, of a server that was set up anew, is replaced. */
async function subscribe(pushManager: PushManager, pushKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: pushKey };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe(options);
  }
}

/** The subscription is gone although this account wants it: replacing it was interrupted, or the browser has ended it. */
async function subscribeAgain(meshi: MeshiClient): Promise<void> {
  const { pushKey } = await meshi.notifications.getSettings();
  if (!pushKey) return;
  const { pushManager } = await activeRegistration();
  await register(meshi, await subscribe(pushManager, pushKey));
}

async function replace(meshi: MeshiClient, { endpoint }: PushSubscription, pushKey: string): Promise<void> {
  const { pushManager } = await activeRegistration();
  const next = await subscribe(pushManager, pushKey);
  await register(meshi, next);
  if (next.endpoint !== endpoint) await meshi.notifications.unsubscribe({ endpoint });
}

/** The public key of the server that it was made with; undefined if the browser does not tell. */
function keyOf({ options: { applicationServerKey: key } }: PushSubscription): string | undefined {
  if (!key) return undefined;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function register(meshi: MeshiClient, subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const pushKey = keyOf(subscription);
  await meshi.notifications.subscribe({
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    ...(pushKey !== undefined && { pushKey }),
  });
  writeStored(OWNER, meshi.me?.account.id ?? null);
}

/** Follows who is signed in on this page. Call it once, before the first session. */
export function followPushDevice(meshi: MeshiClient): void {
  let personId: string | undefined;
  meshi.on('me:changed', (me) => {
    const isOther = me?.profile.id !== personId;
    personId = me?.profile.id;
    // Without an answer of the server nothing is certain. The next visit tries again.
    if (me && isOther) void claimPushDevice(meshi).catch(() => undefined);
  });
  meshi.on('session:ended', () => {
    void endSubscription().catch(() => undefined);
    // They show what was written to the person.
    void closeShown().catch(() => undefined);
  });
}
