/** Checks of files and folders: who else on this machine reads and changes them. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { secretVariables } from '../variables.ts';
import { type Check, type Settings, when } from './check.ts';

/** Permissions of others than the owner. */
const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const NOT_OWNER = 0o077;
const OTHERS = 0o007;

export const fileChecks = {
  'shared-data-dir': {
    severity: 'refused',
    about:
      '`DATA_DIR` holds the database of the embedded engine, and other users of this machine can open or change it.',
    mend: 'run: chmod 700 "$DATA_DIR"',
    findings: ({ config }) =>
      when(
        config.mongodbUri === null && allows(config.dataDir, OTHERS | GROUP_WRITES),
        'DATA_DIR: other users of this machine can open or change the folder',
      ),
  },
  'readable-key-file': {
    severity: 'refused',
    about:
      'Other users can read `token-secrets` or `vapid-keys` in `DATA_DIR`, the keys that were created in development.',
    mend: 'delete it if production has other keys, otherwise run chmod 600 on it and change the key',
    findings: ({ config }) =>
      ['token-secrets', 'vapid-keys'].flatMap((name) =>
        when(allows(join(config.dataDir, name), NOT_OWNER), `DATA_DIR: other users of this machine can read ${name}`),
      ),
  },
  'writable-secret-file': {
    severity: 'refused',
    about: 'Others than the owner can change a file that a variable with `_FILE` names.',
    mend: 'run chmod 400 on it',
    findings: (settings) =>
      secretFiles(settings).flatMap(([name, path]) =>
        when(allows(path, OTHERS_WRITE | GROUP_WRITES), `${name}: other users of this machine can change the file`),
      ),
  },
  'readable-secret-file': {
    severity: 'risk',
    about:
      'All users can read a file that a variable with `_FILE` names. Container systems deliver secrets like this; there, Meshi is the only user.',
    mend: 'run chmod 400 on it',
    findings: (settings) =>
      secretFiles(settings).flatMap(([name, path]) =>
        when(allows(path, OTHERS_READ), `${name}: all users of this machine can read the file`),
      ),
  },
  'writable-program': {
    severity: 'refused',
    about: 'All users can change `MEDIASOUP_WORKER_BIN` or `ENGINE_LOADER`, programs that Meshi starts.',
    mend: 'run chmod o-w on it',
    findings: ({ config }) => [
      ...when(allows(config.media.workerBin, OTHERS_WRITE), 'MEDIASOUP_WORKER_BIN: all users can change the program'),
      ...when(allows(config.engineLoader, OTHERS_WRITE), 'ENGINE_LOADER: all users can change the program'),
    ],
  },
} satisfies Record<string, Check>;

function secretFiles({ env }: Settings): [name: string, path: string][] {
  return secretVariables
    .map((name) => `${name}_FILE`)
    .flatMap((name): [string, string][] => (env[name] ? [[name, env[name]]] : []));
}

/** Whether a file or folder exists and has one of the permissions. */
function allows(path: string | null, permissions: number): boolean {
  const found = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & permissions) !== 0;
}
