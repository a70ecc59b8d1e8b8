/**
 * Writes one module for each source file that the entries need, with its source map and its declarations, so that bundlers leave
 * out what is not used. The contract is there as plain types, and its schemas are left out.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { contractTypes } from './contract-types.ts';
import { CONTRACT, entries, importPath, inPackage, standalone } from './layout.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const roots = [...Object.values(entries), standalone.source];
/** Stands in for zod: declarations never need it, and modules need it only beside what clients use. */
const NO_SCHEMAS = 'client-sdk/no-schemas.ts';
/** `from './a.js'`, `import './a.ts'`, `import('./a.js')`, and `from 'zod'`. */
const IMPORT = /\b((?:from|import) ?\(?)(['"])(\.{1,2}\/[^'"]+\.[jt]s|zod)\2/g;
/** The files of the contract without schemas, whose declarations are plain. */
const PLAIN = [
  'date-words',
  'key-kinds',
  'limits',
  'message-words',
  'plain-text',
  'room-roles',
  'text',
  'unread',
  'version',
];

/** @throws Error if the sources have type errors, or a declaration contains `any` or imports zod */
export async function writeModules(into: string): Promise<void> {
  const compiled = await mkdtemp(join(tmpdir(), 'meshi-sdk-'));
  try {
    await compile(compiled);
    const modules = await Collected.of(compiled, '.js', roots.slice(0, -1), () => false);
    for (const [source, text] of modules.texts) {
      await write(into, `${inPackage(source)}.js`, text);
      await write(into, `${inPackage(source)}.js.map`, await sourceMap(compiled, source));
    }
    const declarations = await Collected.of(compiled, '.d.ts', roots, isInferred);
    const contract = contractTypes();
    for (const [name, text] of [
      ...[...declarations.texts].map(([source, text]) => [inPackage(source), text]),
      [CONTRACT, contract],
    ] as [string, string][]) {
      checkDeclarations(name, text);
      await write(into, `${name}.d.ts`, text);
    }
  } finally {
    await rm(compiled, { recursive: true });
  }
}

async function compile(outDir: string): Promise<void> {
  const config = join(root, 'client-sdk/tsconfig.package.json');
  const options = ['--outDir', outDir, '--rootDir', root, '--checkers', '1'];
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config, ...options]).catch(
    (error: { stdout?: string }) => {
      throw new Error(`The SDK does not compile.\n${error.stdout ?? ''}`);
    },
  );
}

/** The compiled files that the roots import, by source, with import paths of the package. */
class Collected {
  readonly texts = new Map<string, string>();
  readonly #compiled: string;
  readonly #extension: string;
  readonly #isOfContract: (source: string) => boolean;

  static async of(compiled: string, extension: string, sources: string[], isOfContract: (source: string) => boolean) {
    const collected = new Collected(compiled, extension, isOfContract);
    for (const source of sources) await collected.#add(source);
    return collected;
  }

  private constructor(compiled: string, extension: string, isOfContract: (source: string) => boolean) {
    this.#compiled = compiled;
    this.#extension = extension;
    this.#isOfContract = isOfContract;
  }

  async #add(source: string): Promise<void> {
    if (this.texts.has(source)) return;
    const text = await readFile(join(this.#compiled, source.replace(/\.ts$/, this.#extension)), 'utf8');
    const needed: string[] = [];
    const rewritten = text.replace(IMPORT, (_all, keyword: string, quote: string, path: string) => {
      const target = path === 'zod' ? NO_SCHEMAS : posix.join(posix.dirname(source), path).replace(/\.js$/, '.ts');
      const isOfContract = this.#isOfContract(target);
      if (!isOfContract) needed.push(target);
      return `${keyword}${quote}${importPath(inPackage(source), isOfContract ? CONTRACT : inPackage(target))}${quote}`;
    });
    this.texts.set(source, rewritten);
    for (const target of needed) await this.#add(target);
  }
}

/** The map of a compiled module. It contains the source, under the path that it has in the repository. */
async function sourceMap(compiled: string, source: string): Promise<string> {
  const map = JSON.parse(await readFile(join(compiled, source.replace(/\.ts$/, '.js.map')), 'utf8')) as object;
  return JSON.stringify({ ...map, sources: [`meshi:///${source}`] });
}

function isInferred(source: string): boolean {
  return source.startsWith('src/protocol/') && !PLAIN.includes(source.slice('src/protocol/'.length, -'.ts'.length));
}

function checkDeclarations(name: string, text: string): void {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/'[^'\n]*'/g, "''");
  if (/\bany\b/.test(code)) throw new Error(`The declarations of ${name} contain any`);
  if (/\bzod\b/.test(code) || /from ['"]zod['"]/.test(text)) throw new Error(`The declarations of ${name} need zod`);
}

async function write(into: string, name: string, text: string): Promise<void> {
  const file = join(into, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
