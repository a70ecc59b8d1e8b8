/** Where a source file of the SDK or the contract is in the package. JavaScript and declarations use the same layout. */
import { posix } from 'node:path';

/** The entries of the package: the name after `@meshi/client`, and the source. */
export const entries = {
  '.': 'client-sdk/index.ts',
  './errors': 'client-sdk/entries/errors.ts',
  './voice': 'client-sdk/entries/voice.ts',
  './react': 'client-sdk/react/index.ts',
} as const;

/** The entry that is bundled with everything it needs. */
export const standalone = { name: './standalone', source: 'client-sdk/entries/standalone.ts' } as const;

/** The declaration file with the types of the contract; it replaces the files whose types are inferred from schemas. */
export const CONTRACT = 'contract';

/** `client-sdk/react/index.ts` is `react/index` in the package, and `src/protocol/text.ts` is `protocol/text`. */
export function inPackage(source: string): string {
  const name = source.replace(/\.ts$/, '');
  return name.replace(/^client-sdk\//, '').replace(/^src\/protocol\//, 'protocol/');
}

/** How a file of the package imports another one: `./a.js` or `../a.js`. */
export function importPath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return `${path.startsWith('.') ? path : `./${path}`}.js`;
}
