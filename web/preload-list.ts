/** Tells browsers which files a page needs, of which they would learn only from the files before. */
import type { Plugin } from 'vite';

const LANGUAGES = ['ja', 'en'] as const;

type Bundle = Record<string, File>;

/** What these functions use of a chunk or an asset. */
interface File {
  type: string;
  fileName: string;
  name?: string | undefined;
  names?: string[];
  imports?: string[];
  isEntry?: boolean;
}

/**
 * Names the chunk `app`, which every page of the app needs, in the page, and writes `preload.json` beside it: the files of the
 * chunk `first`, which the first screen of a person who is signed in needs. `src/http/preload-links.ts` sends them.
 */
export function preloadList({ app, first }: { app: string; first: string }): Plugin {
  return {
    name: 'preload-list',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        withImports(bundle, findScript(bundle, app)).map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          injectTo: 'head',
        })),
    },
    generateBundle(_options, bundle) {
      const words = Object.fromEntries(LANGUAGES.map((language) => [language, scriptOf(bundle, language)]));
      const source = JSON.stringify({ scripts: [scriptOf(bundle, first)], styles: [styleOf(bundle, first)], words });
      this.emitFile({ type: 'asset', fileName: 'preload.json', source });
    },
  };
}

/** The chunk, and what it imports apart from the entry, which the page has anyway. */
function withImports(bundle: Bundle, chunk: File): File[] {
  const imported = (chunk.imports ?? []).flatMap((name) => bundle[name] ?? []);
  return [chunk, ...imported.filter(({ isEntry }) => !isEntry)];
}

const scriptOf = (bundle: Bundle, name: string) => `/${findScript(bundle, name).fileName}`;

function findScript(bundle: Bundle, name: string): File {
  return find(bundle, name, (file) => file.type === 'chunk' && file.name === name);
}

function styleOf(bundle: Bundle, name: string): string {
  return `/${find(bundle, name, ({ type, names }) => type === 'asset' && names?.includes(`${name}.css`) === true).fileName}`;
}

function find(bundle: Bundle, name: string, isWanted: (file: File) => boolean): File {
  const found = Object.values(bundle).find(isWanted);
  if (!found) throw new Error(`The build has no file "${name}"`);
  return found;
}
