/**
 * `npm run secrets:scan [-- PATH…]`: finds secrets that were left in files. Without a path it looks through what git would commit, or in
 * a folder that is no clone through all of it. Prints file, line and how the secret begins. Exit code 1 if there is one, 66 if
 * a path cannot be read.
 */
import { filesBelow, filesOfIndex, findSecrets, type ScannedFile } from './keys/secrets-scan/index.ts';

const paths = process.argv.slice(2);
let [files, secrets] = [0, 0];
try {
  for await (const { path, text } of scanned()) {
    files += 1;
    for (const { line, what, masked } of findSecrets(text)) {
      secrets += 1;
      process.stdout.write(`${path}:${line}: ${what} (${masked})\n`);
    }
  }
  const result = secrets === 0 ? 'no secrets' : `${secrets} secrets: change them where they are used, then remove them`;
  process.stdout.write(`${files} files, ${result}\n`);
  process.exitCode = secrets === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 66;
}

async function* scanned(): AsyncGenerator<ScannedFile> {
  if (paths.length > 0) for (const path of paths) yield* filesBelow(path);
  else yield* (await filesOfIndex('.')) ?? filesBelow('.');
}
