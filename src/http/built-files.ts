/** Serves files of the web build. The build writes a brotli and a gzip version next to each file that compresses well. */
import type { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';

export interface BuiltFilesOptions {
  /** The file for the folder itself; with `false`, the next handler answers. */
  index: string | false;
  /** Returns the `Cache-Control` header for the full path of a file. */
  cacheControl: (file: string) => string;
}

/** Passes requests for files that do not exist to the next handler. Finds the compressed files once, when it is called. */
export function builtFiles(directory: string, { index, cacheControl }: BuiltFilesOptions): RequestHandler {
  return expressStaticGzip(directory, {
    index,
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: {
      index,
      redirect: index !== false,
      cacheControl: false,
      setHeaders: (response, file) => response.setHeader('cache-control', cacheControl(file)),
    },
  });
}
