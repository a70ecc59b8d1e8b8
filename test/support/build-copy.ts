/** A copy of the built web app, of which a test makes a newer build. */
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from './database.ts';

const BUILT = join(import.meta.dirname, '../../web/dist');
/** Files that change without another name. The server must not find compressed forms of them. */
const CHANGING = ['index.html', 'service-worker.js'];
/** What browsers have registered before the app had a worker of its own. */
export const FORMER_WORKER = '/push-worker.js';

export interface BuildCopy {
  directory: string;
  /** From now on the server has another build: its entry has another name, and so has the worker's version. */
  deploy(): Promise<void>;
  /** While `run` runs, the server has no page and answers 503. */
  withoutPage(run: () => Promise<void>): Promise<void>;
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
      const page = await readFile(inCopy('index.html'), 'utf8');
      const [, entry = ''] = /src="\/(assets\/index-[^"]+)"/.exec(page) ?? [];
      const next = entry.replace(/-[^-]+\.js$/, `-${Date.now().toString(36)}.js`);
      await cp(inCopy(entry), inCopy(next));
      await writeFile(inCopy('index.html'), page.replaceAll(entry, next));
      const worker = await readFile(inCopy('service-worker.js'), 'utf8');
      // Its version is that of its list of files.
      const changed = worker
        .replaceAll(entry, next)
        .replace(/`([0-9a-f]{16})`/, `\`${Date.now().toString(16).padStart(16, '0')}\``);
      await writeFile(inCopy('service-worker.js'), changed);
    },
    async withoutPage(run) {
      await rename(inCopy('index.html'), inCopy('hidden.html'));
      try {
        await run();
      } finally {
        await rename(inCopy('hidden.html'), inCopy('index.html'));
      }
    },
    removeFormerWorker: () => rm(inCopy(FORMER_WORKER)),
  };
}
