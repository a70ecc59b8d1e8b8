/**
 * Builds the published package: `dist/index.js` and `dist/react.js` as ES modules, and the voice part as a separate chunk that
 * is loaded on first use. Dependencies stay imports. Run: `npx vite build client-sdk`.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    minify: false,
    lib: {
      entry: { index: `${import.meta.dirname}/index.ts`, react: `${import.meta.dirname}/react/index.ts` },
      formats: ['es'],
    },
    rollupOptions: { external: ['zod', 'socket.io-client', 'mediasoup-client', 'react'] },
  },
});
