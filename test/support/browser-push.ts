/** A push service for a browser, which has none in tests. Like a real one it keeps the subscription, and binds it to one key. */
import type { BrowserContext } from 'playwright-core';

interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** Each new subscription is the next of `subscriptions`; the last one is given again and again. */
export async function standIn(
  context: BrowserContext,
  subscriptions: readonly [Subscription, ...Subscription[]],
  permission: NotificationPermission = 'granted',
): Promise<void> {
  await context.addInitScript(
    ([made, initial]) => {
      const stored = 'test.push';
      const count = 'test.pushCount';
      let state = initial;
      const bytesOf = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0)).buffer;
      const current = () => {
        const found = localStorage.getItem(stored);
        if (found === null) return null;
        const { json, key } = JSON.parse(found);
        return {
          endpoint: json.endpoint,
          options: { applicationServerKey: bytesOf(key) },
          toJSON: () => json,
          unsubscribe: async () => {
            localStorage.removeItem(stored);
            return true;
          },
        };
      };
      const pushManager = {
        getSubscription: async () => current(),
        subscribe: async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
          const found = localStorage.getItem(stored);
          if (found !== null && JSON.parse(found).key !== key) throw new DOMException('', 'InvalidStateError');
          if (found !== null) return current();
          const number = Number(localStorage.getItem(count));
          localStorage.setItem(count, String(number + 1));
          localStorage.setItem(stored, JSON.stringify({ json: made[Math.min(number, made.length - 1)], key }));
          return current();
        },
      };
      const registration = {
        active: new EventTarget(),
        pushManager,
        addEventListener: () => undefined,
        getNotifications: async () => [],
      };
      Object.defineProperties(navigator.serviceWorker, {
        getRegistration: { value: async () => registration },
        register: { value: async () => registration },
        ready: { value: Promise.resolve(registration) },
      });
      Object.defineProperties(Notification, {
        permission: { get: () => state },
        requestPermission: {
          value: async () => {
            localStorage.setItem('test.asked', 'yes');
            state = state === 'default' ? 'granted' : state;
            return state;
          },
        },
      });
    },
    [subscriptions, permission] as const,
  );
}
