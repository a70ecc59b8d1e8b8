/** A stand-in for a browser's push service: receives messages over HTTP, and decrypts them with the key of the device. */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { PushTransport } from '../../src/notifications/delivery/push-transport.ts';
import type { PushSubscriptionInput } from '../../src/protocol/notifications.ts';

export interface PushedMessage {
  headers: IncomingHttpHeaders;
  /** The message as the service worker gets it. */
  message: {
    id: string;
    title: string;
    body: string;
    url: string;
    language: string;
    close: { id: string; seq: number }[];
  };
}

export interface StandInDevice {
  subscription: PushSubscriptionInput;
  received: PushedMessage[];
  /** Sets the status that the push service answers from now on. */
  answer(status: number): void;
}

export interface PushService {
  /** For `startTestApp`: sends to the stand-in on loopback. */
  transport: PushTransport;
  newDevice(): StandInDevice;
  close(): Promise<void>;
}

export async function startPushService(): Promise<PushService> {
  const devices = new Map<string, { take(headers: IncomingHttpHeaders, body: Buffer): number }>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    response.writeHead(devices.get(request.url ?? '')?.take(request.headers, body) ?? 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    transport: {
      accepts: ({ hostname }) => hostname === '127.0.0.1',
      async post({ endpoint, headers, body }) {
        const sent = Object.entries(headers).filter(([name]) => name !== 'Content-Length');
        const plain = Object.fromEntries(sent.map(([name, value]) => [name, String(value)]));
        return (await fetch(endpoint, { method: 'POST', headers: plain, body: new Uint8Array(body) })).status;
      },
    },
    newDevice() {
      const keys = createECDH('prime256v1');
      const p256dh = keys.generateKeys('base64url');
      const auth = randomBytes(16);
      const path = `/${randomBytes(8).toString('hex')}`;
      const received: PushedMessage[] = [];
      let status = 201;
      devices.set(path, {
        take(headers, body) {
          if (status < 300) received.push({ headers, message: JSON.parse(decrypt(body, keys, auth)) });
          return status;
        },
      });
      return {
        subscription: {
          endpoint: `http://127.0.0.1:${port}${path}`,
          keys: { p256dh, auth: auth.toString('base64url') },
        },
        received,
        answer(next) {
          status = next;
        },
      };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 8291: the content encoding aes128gcm, with a key that sender and device have agreed on. */
function decrypt(body: Buffer, device: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body.readUInt8(20));
  const sealed = body.subarray(21 + sender.length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), device.getPublicKey(), sender]);
  const shared = Buffer.from(hkdfSync('sha256', device.computeSecret(sender), auth, info, 32));
  const key = hkdfSync('sha256', shared, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = hkdfSync('sha256', shared, salt, 'Content-Encoding: nonce\0', 12);
  const opening = createDecipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce));
  opening.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}
