/**
 * Push messages as the service worker gets them. Each also names the earlier ones of this device that were read elsewhere, so that
 * they are closed. They have no message of their own: a browser may end the subscription of a server whose messages show nothing.
 */
import type { MessageNewsReader } from '../../conversations/index.ts';
import type { MessageAlerts } from '../messages/message-alerts.ts';
import type { PushDeviceDoc } from './push-device-model.ts';
import type { PushDevices } from './push-devices.ts';

export interface PushMessage {
  /** A push message replaces the earlier one with the same id. */
  id: string;
  title: string;
  body: string;
  url: string;
  language: string;
  /** Of a message about unread messages: their number, and the `seq` of the last one. */
  count?: number;
  seq?: number;
}

export interface PushMessagesOptions {
  pushDevices: Pick<PushDevices, 'send'>;
  messageAlerts: Pick<MessageAlerts, 'pushedTo' | 'dropPushed'>;
  news: Pick<MessageNewsReader, 'readSeqs'>;
}

export class PushMessages {
  readonly #parts: PushMessagesOptions;

  constructor(parts: PushMessagesOptions) {
    this.#parts = parts;
  }

  /** @throws if the push service does not answer or asks for a retry */
  async send(device: PushDeviceDoc, message: PushMessage): Promise<void> {
    const { pushDevices, messageAlerts } = this.#parts;
    const close = (await this.#readElsewhere(device)).filter(({ id }) => id !== message.id);
    await pushDevices.send(device, JSON.stringify({ ...message, close }));
    // Only afterwards: what is closed twice does no harm.
    await messageAlerts.dropPushed(device, close);
  }

  /** The conversations whose push messages on this device are read, each with the `seq` of the last message pushed. */
  async #readElsewhere(device: PushDeviceDoc): Promise<{ id: string; seq: number }[]> {
    const { messageAlerts, news } = this.#parts;
    const pushed = await messageAlerts.pushedTo(device);
    if (pushed.length === 0) return [];
    const read = await news.readSeqs(
      device,
      pushed.map(({ id }) => id),
    );
    return pushed.filter(({ id, seq }) => (read.get(id) ?? 0) >= seq);
  }
}
