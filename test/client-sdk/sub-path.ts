/** A reverse proxy that serves the app under a path, as many sites do: `https://example.com/meshi`. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** Serves the app under `path`, and answers 404 for everything else. */
export async function serveUnder(path: string, app: { url: string }): Promise<{ url: string; close(): Promise<void> }> {
  const { hostname, port } = new URL(app.url);
  const sockets = new Set<Socket>();
  const inside = (url = ''): string | null => (url.startsWith(`${path}/`) ? url.slice(path.length) : null);
  const server = createServer((incoming, answer) => {
    const target = inside(incoming.url);
    if (target === null) return void answer.writeHead(404).end();
    const { method, headers } = incoming;
    const upstream = request({ hostname, port, path: target, method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    upstream.on('error', () => answer.destroy());
    incoming.pipe(upstream);
  });
  server.on('upgrade', ({ method, url, rawHeaders }, client: Socket) => {
    const target = inside(url);
    if (target === null) return client.destroy();
    const upstream = connect(Number(port), hostname);
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    upstream.write(`${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}); // Resets are expected here, and `close` follows.
      socket.on('close', () => [client, upstream].forEach((each) => void each.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
