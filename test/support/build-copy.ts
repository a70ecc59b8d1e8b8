/** A copy of the built web app, of which a test makes a newer build. */
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from './database.ts';

const BUILT = join(import.meta.dirname, '../../web/dist');
/** Files that change without another name. The server must not find compressed forms of them. */
const CHANGING = ['index.html', 'service-worker.js'];
/** The name of a script of the app. */
const SCRIPT = /(?<=\/)[\w.-]+-[\w-]{8,}\.js\b/g;
/** What browsers have registered before the app had a worker of its own. */
export const FORMER_WORKER = '/push-worker.js';

export interface BuildCopy {
  directory: string;
  /** From now on the server has another build: its scripts have other names, and so has the worker's version. */
  deploy(): Promise<void>;
  /** While `run` runs, the server does not have this file. Without `index.html`, it answers 503. */
  without(path: string, run: () => Promise<void>): Promise<void>;
  /** Takes the former worker away, as the update to this build does. */
  removeFormerWorker(): Promise<void>;
}

export async function copyBuild(): Promise<BuildCopy> {
  const directory = await temporaryDirectory();
  const inCopy = (path: string) => join(directory, path);
  await cp(BUILT, directory, { recursive: true });
  for (const file of CHANGING) for (const form of ['br', 'gz']) await rm(inCopy(`${file}.${form}`), { force: true });
  await writeFile(inCopy(FORMER_WORKER), "self.addEventListener('push', () => {});");
  return {
    directory,
    async deploy() {
      const worker = await readFile(inCopy('service-worker.js'), 'utf8');
      const version = Date.now().toString(16).padStart(16, '0');
      const names = new Set([...worker.matchAll(SCRIPT)].map(([name]) => name));
      const renamed = (code: string) =>
        code.replace(SCRIPT, (name) => (names.has(name) ? name.replace(/\.js$/, `-${version}.js`) : name));
      for (const name of names) {
        const path = `assets/${name}`;
        await writeFile(inCopy(renamed(path)), renamed(await readFile(inCopy(path), 'utf8')));
      }
      await writeFile(inCopy('index.html'), renamed(await readFile(inCopy('index.html'), 'utf8')));
      // Its version is that of its list of files.
      await writeFile(inCopy('service-worker.js'), renamed(worker).replace(/`[0-9a-f]{16}`/, `\`${version}\``));
    },
    async without(path, run) {
      await rename(inCopy(path), inCopy(`${path}.hidden`));
      try {
        await run();
      } finally {
        await rename(inCopy(`${path}.hidden`), inCopy(path));
      }
    },
    removeFormerWorker: () => rm(inCopy(FORMER_WORKER)),
  };
}
