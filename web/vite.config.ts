/** Builds the app into `web/dist`, from where the server serves it. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The licences of what is bundled must travel with the bundle.
    license: { fileName: 'licences.md' },
    target: 'es2022',
    // The page's content security policy allows no data: scripts and few inlined files, so small assets stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
