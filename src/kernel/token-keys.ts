/** The keys that sign tokens: from the configuration, or in development created at the first start and stored on disk. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from './secret.ts';
import { strengthOf } from './settings-checks/secret-strength.ts';

export interface TokenKey {
  /** The `kid` in the header of a token. */
  id: string;
  secret: Secret;
}

const MIN_SECRET_BYTES = 32;
/**
 * Words from example files and tutorials: a secret that contains one was copied, not generated. In a random secret the shortest one
 * occurs once in half a billion.
 */
const KNOWN = /(secret|changeme|change-me|password|example|default|mirotalk)/;
const KNOWN_FORMS = [KNOWN, /1234567890/, new RegExp(KNOWN.source.toUpperCase()), /Secret|Password|Example|Default/];

/** Parses `id:secret,id:secret`. Problems describe what is wrong with a key, but never contain its value. */
export function parseTokenKeys(text: string): { keys: TokenKey[]; problems: string[] } {
  const keys: TokenKey[] = [];
  const problems: string[] = [];
  for (const [index, part] of text
    .split(',')
    .map((piece) => piece.trim())
    .filter(Boolean)
    .entries()) {
    const [, id, value] = /^([A-Za-z0-9_-]{1,32}):(.+)$/.exec(part) ?? [];
    const problem = id && value ? secretProblem(value) : 'expected id:secret';
    if (problem) problems.push(`key ${index + 1} ${problem}`);
    else if (keys.some((key) => key.id === id)) problems.push(`key ${index + 1} repeats an id`);
    else if (keys.some((key) => key.secret.reveal() === value)) problems.push(`key ${index + 1} repeats a secret`);
    else if (id && value) keys.push({ id, secret: new Secret(value) });
  }
  return { keys, problems };
}

/** What is wrong with a secret that should be random; null if nothing is. Never contains the value. */
export function secretProblem(value: string, minBytes: number = MIN_SECRET_BYTES): string | null {
  if (Buffer.byteLength(value) < minBytes) return `is shorter than ${minBytes} bytes`;
  if (KNOWN_FORMS.some((form) => form.test(value))) return 'contains a well-known word';
  const { weakness } = strengthOf(value);
  if (weakness === 'words') return 'consists of words';
  return weakness && 'is too regular (repeats, sequences or rows of keys)';
}

/** The keys of the configuration, or those of development. */
export async function tokenKeysOf(config: { tokenKeys: readonly TokenKey[]; dataDir: string }) {
  return config.tokenKeys.length > 0 ? config.tokenKeys : loadDevelopmentKeys(config.dataDir);
}

/** Loads the development keys from `dataDir`, or creates them there (mode 0600). */
export async function loadDevelopmentKeys(dataDir: string): Promise<TokenKey[]> {
  const path = join(dataDir, 'token-secrets');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (stored !== null) {
    const { keys } = parseTokenKeys(stored.trim());
    if (keys.length > 0) return keys;
  }
  const text = `dev-${Date.now().toString(36)}:${makeSecret()}`;
  // Written to another file first, so that an interrupted start leaves no incomplete file.
  await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return parseTokenKeys(text).keys;
}

// A random value can contain a known word by chance; then generate another one.
function makeSecret(): string {
  const value = randomBytes(48).toString('base64url');
  return secretProblem(value) ? makeSecret() : value;
}
