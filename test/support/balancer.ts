/** A load balancer: one address for several servers. New connections go to each in turn, and past those that do not answer. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class TestBalancer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #ports: number[] = [];
  #next = 0;

  static async start(): Promise<TestBalancer> {
    const balancer = new TestBalancer();
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  private constructor() {
    this.#server = createServer((client) => this.#join(client, this.#ports.length));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends new connections to these servers. */
  serve(urls: readonly string[]): void {
    this.#ports = urls.map((url) => Number(new URL(url).port));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, attempts: number): void {
    const port = this.#ports[this.#next++ % this.#ports.length];
    if (attempts === 0 || port === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    let isJoined = false;
    upstream.on('connect', () => {
      isJoined = true;
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => isJoined || this.#join(client, attempts - 1));
    upstream.on('close', () => isJoined && client.destroy());
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('error', () => {}); // Resets are expected here, and `close` follows.
    client.on('close', () => upstream.destroy());
  }
}
