/** The keys that sign tokens: from the configuration, or in development created at the first start and stored on disk. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from './secret.ts';

export interface TokenKey {
  /** The `kid` in the header of a token. */
  id: string;
  secret: Secret;
}

const MIN_SECRET_BYTES = 32;
const MIN_DISTINCT_CHARACTERS = 12;
// Words from example files and tutorials: a secret that contains one was copied, not generated.
const KNOWN = /secret|changeme|change-me|password|example|default|meshi|mirotalk|your[-_ ]|1234567890|abcdef/i;

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
    else if (id && value) keys.push({ id, secret: new Secret(value) });
  }
  return { keys, problems };
}

function secretProblem(value: string): string | null {
  const howTo = 'make one with: openssl rand -base64 48';
  if (Buffer.byteLength(value) < MIN_SECRET_BYTES) return `is shorter than ${MIN_SECRET_BYTES} bytes; ${howTo}`;
  if (new Set(value).size < MIN_DISTINCT_CHARACTERS) return `is too regular; ${howTo}`;
  if (KNOWN.test(value)) return `contains a well-known word; ${howTo}`;
  return null;
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
