/** Encrypts and signs push messages (RFC 8291 and 8292) and hands them to the push service of a device. */
import webPush from 'web-push';
import type { VapidKeys } from '../../kernel/vapid-keys.ts';
import type { PushDeviceDoc } from './push-device-model.ts';
import type { PushTransport } from './push-transport.ts';

export interface PushSenderOptions {
  transport: PushTransport;
  /** The operator's contact for push services: an https URL or `mailto:`. */
  contact: () => string;
}

/** How long a push service keeps a message for a device that is switched off; later it would be outdated. */
const KEPT_S = 24 * 3_600;

export class PushSender {
  readonly #options: PushSenderOptions;

  constructor(options: PushSenderOptions) {
    this.#options = options;
  }

  /** Whether messages may be sent to this endpoint. */
  accepts(endpoint: URL): boolean {
    return this.#options.transport.accepts(endpoint);
  }

  /**
   * Returns `gone` if the push service no longer knows the device, and `refused` if a retry would not help.
   * @throws if the push service does not answer or asks for a retry
   */
  async send(device: PushDeviceDoc, message: string, keys: VapidKeys): Promise<'sent' | 'gone' | 'refused'> {
    const { transport, contact } = this.#options;
    const { endpoint, p256dh, auth } = device;
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message, {
      TTL: KEPT_S,
      vapidDetails: { subject: contact(), publicKey: keys.publicKey, privateKey: keys.privateKey.reveal() },
    });
    const status = await transport.post({
      endpoint,
      headers: headers as Record<string, string>,
      body: body ?? NOTHING,
    });
    if (status >= 200 && status < 300) return 'sent';
    if (status === 404 || status === 410) return 'gone';
    if (status === 429 || status >= 500) throw new Error(`The push service answered ${status}`);
    return 'refused';
  }
}

const NOTHING = Buffer.alloc(0);
