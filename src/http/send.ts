/** Writing answers: plain `node:http` calls, because these lines run for every request. */
import type { ServerResponse } from 'node:http';

/** JSON, as text or encoded, with its headers; API answers are personal, so nobody may keep them. */
export function sendJson(response: ServerResponse, status: number, json: string | Buffer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(json);
}

/** An answer with no body. */
export function sendNothing(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...(status !== 204 && { 'content-length': 0 }) });
  response.end();
}

/**
 * A picture that never changes. People upload pictures, so should one ever be opened as a page, it may do nothing.
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

/** A calendar file, to be saved; calendars that subscribe ask for it again and again. */
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
