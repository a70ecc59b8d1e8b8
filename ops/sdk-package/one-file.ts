/** Writes the file for pages without a bundler: the whole SDK with its packages, as one module without imports. */
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { inPackage, standalone } from './layout.ts';

const root = join(import.meta.dirname, '../..');

/** Writes the module, its source map, and the licences of the packages that it contains. */
export async function writeOneFile(into: string): Promise<void> {
  const name = inPackage(standalone.source);
  await bundle({
    root: join(root, 'client-sdk'),
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { zod: join(root, 'client-sdk/no-schemas.ts') } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: into,
      emptyOutDir: false,
      // The sources use nothing newer; what browsers of 2022 lack, `platform.ts` replaces.
      target: 'es2022',
      sourcemap: true,
      copyPublicDir: false,
      license: { fileName: `${name}.licences.md` },
      lib: { entry: join(root, standalone.source), formats: ['es'], fileName: () => `${name}.js` },
      rolldownOptions: { output: { codeSplitting: false, minify: true } },
    },
  });
}
