/** The keys that sign push messages (VAPID, RFC 8292): from the configuration, or in development created at the first start. */
import { createECDH } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import webPush from 'web-push';
import { Secret } from './secret.ts';

export interface VapidKeys {
  /** Base64url of the uncompressed point; browsers subscribe with it. */
  publicKey: string;
  privateKey: Secret;
}

const PRIVATE_BYTES = 32;

/** Parses `public:private`; null unless the two are a key pair. */
export function parseVapidKeys(text: string): VapidKeys | null {
  const [publicKey, privateKey, ...rest] = text.split(':');
  if (!publicKey || !privateKey || rest.length > 0 || publicKey !== publicKeyOf(privateKey)) return null;
  return { publicKey, privateKey: new Secret(privateKey) };
}

/** What `parseVapidKeys` reads. */
export function vapidText({ publicKey, privateKey }: VapidKeys): string {
  return `${publicKey}:${privateKey.reveal()}`;
}

/** Loads the development keys from `dataDir`, or creates them there (mode 0600). */
export async function loadDevelopmentVapidKeys(dataDir: string): Promise<VapidKeys> {
  const path = join(dataDir, 'vapid-keys');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const known = parseVapidKeys(stored.trim());
  if (known) return known;
  const created = createVapidKeys();
  // Written to another file first, so that an interrupted start leaves no incomplete file.
  await writeFile(`${path}.new`, `${vapidText(created)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return created;
}

export function createVapidKeys(): VapidKeys {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  return { publicKey, privateKey: new Secret(privateKey) };
}

function publicKeyOf(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, 'base64url');
  if (bytes.length !== PRIVATE_BYTES) return null;
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(bytes);
  } catch {
    // The private key is outside the range of the curve.
    return null;
  }
  return curve.getPublicKey('base64url');
}
