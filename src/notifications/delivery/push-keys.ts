/** The keys that sign push messages, as push devices use them: each device has the key that its browser subscribed with. */
import { InvalidInputError, UnavailableError } from '../../kernel/errors.ts';
import { parseVapidKeys, type VapidKeys } from '../../kernel/vapid-keys.ts';
import type { RotatedKeys } from '../../keys/rotated/index.ts';

export interface PushKeysOptions {
  keys: Pick<RotatedKeys, 'current' | 'find' | 'isPossible' | 'takenOverId' | 'use' | 'working'>;
}

export class PushKeys {
  readonly #keys: PushKeysOptions['keys'];

  constructor({ keys }: PushKeysOptions) {
    this.#keys = keys;
  }

  /** Whether this server may be able to send push messages. */
  get isPossible(): boolean {
    return this.#keys.isPossible;
  }

  /** The key that browsers subscribe with; null if this server sends no push messages. */
  async publicKey(): Promise<string | null> {
    const current = await this.#keys.current();
    return !current || current.doc?.state === 'disabled' ? null : pairOf(current.text).publicKey;
  }

  /** Whether this server sends push messages. */
  async isOn(): Promise<boolean> {
    return (await this.publicKey()) !== null;
  }

  /**
   * The id of the key for a device that subscribes; null for that of the settings.
   * @throws UnavailableError `no_push`, InvalidInputError `push_key_unknown`
   */
  async idFor(publicKey: string | undefined): Promise<string | null> {
    const asked = publicKey ?? (await this.publicKey());
    const working = asked ? await this.#keys.working() : [];
    const key = working.find(({ text }) => pairOf(text).publicKey === asked);
    if (key) return key.doc && !this.isOfSettings(key.doc._id) ? key.doc._id : null;
    if (working.length === 0) {
      throw new UnavailableError(
        'no_push',
        'This server cannot send push notifications. Ask its operator to set them up.',
      );
    }
    throw new InvalidInputError(
      'push_key_unknown',
      'This server does not send push notifications with this key. Read the notification settings, and subscribe with their key.',
    );
  }

  /** The pair that signs a message to a device of this key. The use is counted. */
  async take(id: string | null): Promise<VapidKeys | 'refused' | 'deleted'> {
    const key = await this.#keys.find(id);
    if (key) return (await this.#keys.use(key)) === 'refused' ? 'refused' : pairOf(key.text);
    // Without the key of the settings, its devices wait for it.
    return id === null ? 'refused' : 'deleted';
  }

  /** Whether this key was taken over from the settings. Its devices are those without a key. */
  isOfSettings(keyId: string): boolean {
    return keyId === this.#keys.takenOverId;
  }
}

function pairOf(text: string): VapidKeys {
  const pair = parseVapidKeys(text);
  if (!pair) throw new Error('a stored key for push messages is not a pair');
  return pair;
}
