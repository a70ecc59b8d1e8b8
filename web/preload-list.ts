/** Writes `preload.json` beside the built page: the scripts that the first screen of a person who is signed in needs. */
import type { Plugin } from 'vite';

const LANGUAGES = ['ja', 'en'] as const;

/** Without it, the browser learns of each only from the one before. `src/http/preload-links.ts` sends it. */
export function preloadList(chunks: readonly string[]): Plugin {
  return {
    name: 'preload-list',
    apply: 'build',
    generateBundle(_options, bundle) {
      const pathOf = (name: string) => {
        const found = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === name);
        if (!found) throw new Error(`The build has no chunk "${name}"`);
        return `/${found.fileName}`;
      };
      const words = Object.fromEntries(LANGUAGES.map((language) => [language, pathOf(language)]));
      const source = JSON.stringify({ scripts: chunks.map(pathOf), words });
      this.emitFile({ type: 'asset', fileName: 'preload.json', source });
    },
  };
}
