/** The `package.json` of the package, and the check that its version says which protocol it speaks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { entries, inPackage, standalone } from './layout.ts';

const root = join(import.meta.dirname, '../..');

export interface Manifest {
  name: string;
  version: string;
  /** The protocol version that the package speaks. */
  protocol: number;
  dependencies: Record<string, string>;
  [field: string]: unknown;
}

/** The manifest for integrators, made from the one of the workspace. */
export function manifest(): Manifest {
  const { private: _private, exports: _exports, files: _files, ...workspace } = read('client-sdk/package.json');
  return {
    ...(workspace as Manifest),
    protocol: PROTOCOL_VERSION,
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports: {
      ...Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, conditions(source)])),
      [standalone.name]: conditions(standalone.source),
      './package.json': './package.json',
    },
    files: ['dist', 'CHANGELOG.md'],
  };
}

function conditions(source: string): { types: string; default: string } {
  const file = `./dist/${inPackage(source)}`;
  // `types` first: the first condition that fits is used. `default`, not `import`: Node can also require() these modules.
  return { types: `${file}.d.ts`, default: `${file}.js` };
}

/**
 * Checks that the newest entry of the changelog names the version of the package and the protocol, such as
 * `## 0.1.0 (protocol 1)`: a package never speaks a protocol that its release notes do not name.
 * @throws Error if it does not
 */
export function checkVersion(changelog: string, { version, protocol }: Manifest): void {
  const heading = /^## .*$/m.exec(changelog)?.[0] ?? '(none)';
  const [, written, spoken] = /^## (\S+) \(protocol (\d+)\b/.exec(heading) ?? [];
  if (written !== version || Number(spoken) !== protocol) {
    throw new Error(
      `The changelog of the SDK begins with "${heading}". It must name version ${version} and protocol ${protocol}.`,
    );
  }
}

function read(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
}
