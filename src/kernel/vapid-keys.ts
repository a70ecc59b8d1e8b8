/** The keys that sign push messages (VAPID, RFC 8292): from the configuration, or in development made at first start. */
import { createECDH } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from './secret.ts';

export interface VapidKeys {
  /** Base64url of the uncompressed point; browsers subscribe with it. */
  publicKey: string;
  privateKey: Secret;
}

const CURVE = 'prime256v1';
const PUBLIC_BYTES = 65;
const PRIVATE_BYTES = 32;

/** Reads `public:private`; null unless the two belong together. */
export function parseVapidKeys(text: string): VapidKeys | null {
  const [publicKey, privateKey, ...rest] = text.split(':');
  if (!publicKey || !privateKey || rest.length > 0) return null;
  const point = Buffer.from(publicKey, 'base64url');
  const secret = Buffer.from(privateKey, 'base64url');
  if (point.length !== PUBLIC_BYTES || secret.length !== PRIVATE_BYTES || !pointOf(secret)?.equals(point)) return null;
  return { publicKey, privateKey: new Secret(privateKey) };
}

/** The development keys of `dataDir`, made there (mode 0600) when there are none. */
export async function loadDevelopmentVapidKeys(dataDir: string): Promise<VapidKeys> {
  const path = join(dataDir, 'vapid-keys');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const known = parseVapidKeys(stored.trim());
  if (known) return known;
  const made = makeVapidKeys();
  // Written aside first: a start that is cut short leaves no half file behind.
  await writeFile(`${path}.new`, `${made.publicKey}:${made.privateKey.reveal()}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return made;
}

/** New keys. */
export function makeVapidKeys(): VapidKeys {
  const curve = createECDH(CURVE);
  const publicKey = curve.generateKeys('base64url');
  // A number with leading zeros comes shorter.
  const privateBytes = Buffer.alloc(PRIVATE_BYTES);
  const number = curve.getPrivateKey();
  number.copy(privateBytes, PRIVATE_BYTES - number.length);
  return { publicKey, privateKey: new Secret(privateBytes.toString('base64url')) };
}

function pointOf(privateKey: Buffer): Buffer | null {
  const curve = createECDH(CURVE);
  try {
    curve.setPrivateKey(privateKey);
    return curve.getPublicKey();
  } catch {
    // Not a number that the curve has.
    return null;
  }
}
