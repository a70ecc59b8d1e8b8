/** An authenticator in software, for tests of passkeys without a browser: one key pair (ES256), no attestation. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { NewPasskey, PasskeyOptions, PasskeyProof } from '../../src/protocol/index.ts';
import type { Person } from './people.ts';

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_KEY = 0x40;

interface SignOptions {
  /** The origin of the page. Default: that of the server. */
  origin?: string;
  /** The host that the authenticator knows. Default: that of the origin. */
  rpId?: string;
  /** Whether the device checked its owner, by a fingerprint or a PIN. */
  isVerified?: boolean;
  counter?: number;
  userHandle?: string;
}

export class SoftwarePasskey {
  readonly #origin: string;
  readonly #id = randomBytes(32);
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** A new passkey, as a browser sends it. */
  create({ options }: PasskeyOptions, more: SignOptions = {}): NewPasskey {
    this.#userHandle = (options as unknown as { user: { id: string } }).user.id;
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = cborMap([
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), bytes(Buffer.from(x, 'base64url'))],
      [int(-3), bytes(Buffer.from(y, 'base64url'))],
    ]);
    const idLength = Buffer.from([0, this.#id.length]);
    const credential = Buffer.concat([Buffer.alloc(16), idLength, this.#id, key]);
    const authData = Buffer.concat([this.#data(more, HAS_KEY), credential]);
    const attestation = cborMap([
      [text('fmt'), text('none')],
      [text('attStmt'), cborMap([])],
      [text('authData'), bytes(authData)],
    ]);
    const clientDataJSON = this.#client('webauthn.create', options.challenge, more);
    return { ...this.#names(), response: { clientDataJSON, attestationObject: attestation.toString('base64url') } };
  }

  /** A proof, as a browser sends it. */
  prove({ options }: PasskeyOptions, more: SignOptions = {}): PasskeyProof {
    const authenticatorData = this.#data(more, 0);
    const clientDataJSON = this.#client('webauthn.get', options.challenge, more);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = sign('sha256', Buffer.concat([authenticatorData, hash]), this.#keys.privateKey);
    const userHandle = more.userHandle ?? this.#userHandle;
    const response = {
      clientDataJSON,
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
      ...(userHandle && { userHandle }),
    };
    return { ...this.#names(), response };
  }

  #names() {
    const id = this.#id.toString('base64url');
    return { id, rawId: id, type: 'public-key' as const };
  }

  #data({ rpId, origin, isVerified = true, counter = 0 }: SignOptions, flags: number): Buffer {
    const host = rpId ?? new URL(origin ?? this.#origin).hostname;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const all = PRESENT | (isVerified ? VERIFIED : 0) | flags;
    return Buffer.concat([createHash('sha256').update(host).digest(), Buffer.from([all]), count]);
  }

  #client(type: string, challenge: string, { origin = this.#origin }: SignOptions): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin })).toString('base64url');
  }
}

/** Adds a passkey to the account of a person. */
export async function addPasskey(
  { call }: Pick<Person, 'call'>,
  origin: string,
  name = 'My key',
): Promise<{ key: SoftwarePasskey; recoveryCodes: string[] }> {
  const key = new SoftwarePasskey(origin);
  const passkey = key.create(await call('passkeys.beginAdding'));
  const { recoveryCodes } = await call('passkeys.add', { body: { name, passkey } });
  return { key, recoveryCodes: recoveryCodes ?? [] };
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
}

function int(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value]);
}

function text(value: string): Buffer {
  return Buffer.concat([head(3, value.length), Buffer.from(value)]);
}

function cborMap(entries: [Buffer, Buffer][]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat()]);
}
