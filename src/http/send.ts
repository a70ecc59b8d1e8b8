/** Writes answers, with plain `node:http` calls because this runs for every request. */
import type { ServerResponse } from 'node:http';

/** Sends JSON, as text or in UTF-8. API answers are personal, so caches must not store them. */
export function sendJson(response: ServerResponse, status: number, json: string | Buffer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(json);
}

/** Sends an answer without a body. */
export function sendNothing(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...(status !== 204 && { 'content-length': 0 }) });
  response.end();
}

/**
 * Sends a picture that never changes. Pictures come from users, so the headers disable scripts if one is opened as a page.
 */
export function sendPicture(
  response: ServerResponse,
  { bytes, contentType }: { bytes: Uint8Array; contentType: string },
) {
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': bytes.byteLength,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': 'inline',
    'cross-origin-resource-policy': 'cross-origin',
  });
  response.end(bytes);
}

/** Sends a calendar file. Not cached, because calendar programs that subscribe to it need the current version. */
export function sendCalendar(response: ServerResponse, { fileName, text }: { fileName: string; text: string }): void {
  response.writeHead(200, {
    'content-type': 'text/calendar; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename="${fileName}"`,
  });
  response.end(text);
}
