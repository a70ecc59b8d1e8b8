/** Writes answers, with plain `node:http` calls because this runs for every request. `security-headers.ts` has those of all answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteRange } from './byte-range.ts';
import { type CachedJson, hasVersion } from './cached-json.ts';
import type { Archive } from './route-handlers.ts';

/** Headers by their names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

const COMMON = Symbol('headers of every answer');

/**
 * Gives an answer these headers when it is sent here. That takes less time than `setHeader` for each of them, after which `writeHead`
 * has to merge.
 */
export function giveHeaders(response: ServerResponse, headers: AnswerHeaders): void {
  (response as ServerResponse & { [COMMON]?: AnswerHeaders })[COMMON] = headers;
}

function writeHead(response: ServerResponse, status: number, headers: Record<string, string | number>): void {
  response.writeHead(status, { ...(response as ServerResponse & { [COMMON]?: AnswerHeaders })[COMMON], ...headers });
}

/** Sends JSON, as text or in UTF-8. API answers are personal, so caches must not store them. */
export function sendJson(response: ServerResponse, status: number, json: string | Buffer): void {
  writeHead(response, status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
  });
  response.end(json);
}

/** Sends JSON that is the same for everyone, or status 304 if the client has this version. */
export function sendCachedJson(
  request: IncomingMessage,
  response: ServerResponse,
  { text, etag, maxAgeMs }: CachedJson,
): void {
  const headers = { etag, 'cache-control': `public, max-age=${Math.floor(maxAgeMs / 1000)}` };
  if (hasVersion(request.headers['if-none-match'], etag)) {
    writeHead(response, 304, headers);
    response.end();
    return;
  }
  const contentType = { 'content-type': 'application/json; charset=utf-8' };
  writeHead(response, 200, { ...headers, ...contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Sends an answer without a body. */
export function sendNothing(response: ServerResponse, status: number): void {
  writeHead(response, status, { 'cache-control': 'no-store', ...(status !== 204 && { 'content-length': 0 }) });
  response.end();
}

/**
 * Sends a picture that never changes. Pictures come from users, so the headers disable scripts if one is opened as a page.
 */
export function sendPicture(
  response: ServerResponse,
  { bytes, contentType }: { bytes: Uint8Array; contentType: string },
) {
  writeHead(response, 200, {
    'content-type': contentType,
    'content-length': bytes.byteLength,
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'content-disposition': 'inline',
    'cross-origin-resource-policy': 'cross-origin',
  });
  response.end(bytes);
}

/** Sends a calendar file. Not cached, because calendar programs that subscribe to it need the current version. */
export function sendCalendar(response: ServerResponse, { fileName, text }: { fileName: string; text: string }): void {
  writeHead(response, 200, {
    'content-type': 'text/calendar; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="${fileName}"`,
  });
  response.end(text);
}

/**
 * Sends an archive, or the range of bytes that the request asks for. It is personal, so nothing may store it on the way. One piece at a
 * time is in memory. If the client goes away, or a piece is missing, the connection is closed, so that nobody takes a part for the whole.
 */
export async function sendArchive(
  request: IncomingMessage,
  response: ServerResponse,
  { fileName, version, size, bytes }: Archive,
): Promise<void> {
  const etag = `"${version}"`;
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'accept-ranges': 'bytes',
    etag,
  };
  const range = byteRange(request.headers, { size, etag });
  if (range === 'unsatisfiable') {
    writeHead(response, 416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 });
    response.end();
    return;
  }
  const { from, to } = range ?? { from: 0, to: size - 1 };
  const ofRange = range && { 'content-range': `bytes ${from}-${to}/${size}` };
  writeHead(response, range ? 206 : 200, { ...headers, ...ofRange, 'content-length': to - from + 1 });
  await pipeline(Readable.from(bytes(from, to)), response).catch((error: Error) => response.destroy(error));
}
