/** Serves files of the web build. The build writes a brotli and a gzip file beside each file that compresses well. */
import type { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';

export interface BuiltFilesOptions {
  /** The file for the folder itself; `false` leaves the folder to the next handler. */
  index: string | false;
  /** Gives the `Cache-Control` header for the full path of a file. */
  cacheControl: (file: string) => string;
}

/** Passes on requests for files that do not exist. Lists the compressed files once, now. */
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
