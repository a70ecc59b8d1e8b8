/** A proxy in front of a database, for what a client sees only in a short time: commands and answers that are under way. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import mongoose, { type Connection } from 'mongoose';
import type { Database } from '../../src/database/open-database.ts';
import { inTime } from './until.ts';

export interface DatabaseProxy {
  /** A connection to the same database, through the proxy. */
  connection: Connection;
  /** Holds the next command with this name, such as `insert`: either before the database gets it, or its answer. */
  hold(command: string, part: 'request' | 'answer'): Held;
  close(): Promise<void>;
}

/** Something that the proxy holds. */
export interface Held {
  /** Resolves when the proxy holds it. */
  arrived: Promise<void>;
  pass(): void;
  /** Ends the connection instead. */
  lose(): void;
}

interface Hold {
  command: Buffer;
  part: 'request' | 'answer';
  take(held: { pass(): void; lose(): void }): void;
}

/** Starts a proxy in front of the embedded engine of this database. */
export async function startDatabaseProxy({ uri, connection: direct }: Database): Promise<DatabaseProxy> {
  const socketPath = decodeURIComponent(new URL(uri).hostname);
  const sockets = new Set<Socket>();
  let next: Hold | null = null;

  const server = createServer((client) => {
    const upstream = connect(socketPath);
    // The driver sends a command on a connection only when it has the answer to the previous one.
    let answerHold: Hold | null = null;
    const lose = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}); // Resets are expected here, and `close` follows.
      socket.on('close', () => {
        sockets.delete(socket);
        lose();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const hold = next && chunk.includes(next.command) ? next : null;
      if (hold) next = null;
      if (hold?.part === 'request') return hold.take({ pass: () => upstream.write(chunk), lose });
      answerHold = hold;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      const hold = answerHold;
      answerHold = null;
      if (hold) return hold.take({ pass: () => client.write(chunk), lose });
      client.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;
  const connection = await mongoose
    .createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
      dbName: direct.name,
      writeConcern: { w: 1, journal: true },
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    })
    .asPromise();
  return {
    connection,
    hold(command, part) {
      const taken = Promise.withResolvers<{ pass(): void; lose(): void }>();
      // In BSON: a string (type 2) under this name. The name of a command is the first field.
      next = { command: Buffer.from(`\x02${command}\0`), part, take: taken.resolve };
      const arrived = inTime(
        taken.promise.then(() => {}),
        () => `no ${command} has come`,
      );
      // Some tests only let it pass.
      arrived.catch(() => {});
      return {
        arrived,
        pass: () => void taken.promise.then(({ pass }) => pass()),
        lose: () => void taken.promise.then(({ lose }) => lose()),
      };
    },
    async close() {
      await connection.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
