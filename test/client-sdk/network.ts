/** A network between a client and a running app. It can be cut, and can lose or delay the answers of the app. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Network {
  /** The address for clients, instead of the app's. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Accepts new connections again. */
  mend(): void;
  /** From now on, data from the app is lost, while data from clients still arrives. Lasts until `cut`. */
  deafen(): void;
  /**
   * Holds back the next data from the app that contains this text. Resolves when the data is held, to a function that
   * releases it. Later data does not wait for it. Data that is never released is lost.
   */
  hold(text: string): Promise<() => void>;
  close(): Promise<void>;
}

export async function startNetwork(app: { url: string }): Promise<Network> {
  const target = new URL(app.url);
  const sockets = new Set<Socket>();
  const holds: { text: string; onHeld: (release: () => void) => void }[] = [];
  let isCut = false;
  let isDeaf = false;

  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}); // Resets are expected here, and `close` follows.
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (isDeaf) return;
      const at = holds.findIndex(({ text }) => chunk.includes(text));
      if (at < 0) client.write(chunk);
      else holds.splice(at, 1)[0]?.onHeld(() => client.write(chunk));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    isCut = true;
    isDeaf = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend() {
      isCut = false;
    },
    deafen() {
      isDeaf = true;
    },
    hold: (text) => new Promise((onHeld) => holds.push({ text, onHeld })),
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
