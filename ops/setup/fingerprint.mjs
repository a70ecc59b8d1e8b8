/** Fingerprints of files and folders. A result that is stored under a fingerprint is built again only if the content changed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', 'test-results', '.git']);

/**
 * Returns a short hash of the contents of files and folders (recursively). Only names relative to `root` count, so that the
 * same content has the same fingerprint in every clone.
 */
export function fingerprint(root, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesUnder(root, name))) {
    hash.update(`${file}\0`);
    hash.update(
      createHash('sha256')
        .update(readFileSync(path.join(root, file)))
        .digest(),
    );
  }
  return hash.digest('hex').slice(0, 16);
}

function filesUnder(root, name) {
  const full = path.join(root, name);
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => !IGNORED.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(root, path.join(name, entry.name)));
}
