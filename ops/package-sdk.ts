/**
 * `npm run package:sdk`: builds the client SDK and packs it as `release/meshi-client-<version>.tgz`, which npm installs in any
 * project. Prints the path of the tarball.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkVersion, manifest } from './sdk-package/manifest.ts';
import { writeModules } from './sdk-package/modules.ts';
import { writeOneFile } from './sdk-package/one-file.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** Writes the package into the folder `into`/package, and the tarball beside it. Resolves to the path of the tarball. */
export async function packageSdk(into: string): Promise<string> {
  const folder = join(into, 'package');
  const ofPackage = manifest();
  checkVersion(await readFile(join(root, 'client-sdk/CHANGELOG.md'), 'utf8'), ofPackage);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(ofPackage, null, 2)}\n`);
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  for (const name of ['README.md', 'CHANGELOG.md']) {
    const text = await readFile(join(root, 'client-sdk', name), 'utf8');
    await writeFile(join(folder, name), withoutLinksOutside(text));
  }
  await writeModules(join(folder, 'dist'));
  await writeOneFile(join(folder, 'dist'));
  const { stdout } = await run('npm', ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', into]);
  return join(into, tarballName(stdout));
}

/** Links to other files of the repository lead nowhere in the package: only their text stays. */
function withoutLinksOutside(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(\.\.\/[^)]+\)/g, '`$1` of the repository');
}

function tarballName(output: string): string {
  const parsed: unknown = JSON.parse(output);
  // Older versions of npm print a list, newer ones an object by package name.
  const [packed] = (Array.isArray(parsed) ? parsed : Object.values(parsed as object)) as { filename: string }[];
  if (!packed) throw new Error('npm packed nothing');
  return packed.filename;
}

if (import.meta.main) {
  const into = join(root, 'release');
  await mkdir(into, { recursive: true });
  const tarball = await packageSdk(into);
  await rm(join(into, 'package'), { recursive: true });
  process.stdout.write(`${tarball}\n`);
}
