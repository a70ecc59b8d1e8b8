/** The peer of the HTTP bench: `node:http` that answers every request with the same bytes, read from ANSWER. */
import { createServer } from 'node:http';

const answer = process.env.ANSWER ?? '';
const length = Buffer.byteLength(answer);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': length });
  response.end(answer);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : null }));
});
process.on('SIGTERM', () => process.exit(0));
