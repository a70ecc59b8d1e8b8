/** The peer of the web bench: `node:http` that answers every request with the same compressed page, read from PAGE. */
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

const page = brotliCompressSync(process.env.PAGE ?? '');

const server = createServer((_request, response) => {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'br',
    'content-length': page.byteLength,
  });
  response.end(page);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : null }));
});
process.on('SIGTERM', () => process.exit(0));
