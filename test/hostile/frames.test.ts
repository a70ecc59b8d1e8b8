/**
 * Sends hostile frames and values to every socket request of the contract, with a client that respects no rule. Each must
 * lead to a typed error or a clean close, and the server must stay alive.
 */
import { expect } from 'chai';
import type { App } from '../../src/app.ts';
import { type RequestTable, requests, voiceRequests } from '../../src/protocol/events.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { ERROR_STATUS, type Result } from '../../src/protocol/wire.ts';
import { startTestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { BINARY, WireSocket } from '../support/wire-socket.ts';
import { hostileJson, hostileValues } from './hostile-values.ts';
import { fieldsOf, sampleOf, withField } from './samples.ts';

describe('hostile frames', () => {
  let app: App;
  let person: Person;
  const open: WireSocket[] = [];

  before(async () => {
    app = await startTestApp();
    person = await signUp(app);
  });

  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  after(() => app.close());

  describe('values in requests', () => {
    for (const [namespace, table] of [
      ['', requests],
      ['/voice', voiceRequests],
    ] as const) {
      for (const [name, request] of Object.entries(table as RequestTable)) {
        it(`${name} answers each hostile value with a typed error`, async () => {
          const sample = sampleOf(request.input);
          let socket = await enter(namespace);
          for (const path of fieldsOf(sample)) {
            for (const [what, value] of Object.entries(hostileValues)) {
              // A request may have ended the connection, for example by leaving a room. The next value needs a new one.
              if (socket.isClosed) socket = await enter(namespace);
              const body = JSON.stringify([name, withField(sample, path, value)]);
              expectTyped(await socket.ask(body, 1, namespace), `${what} at ${path.join('.')}`);
            }
          }
        });

        it(`${name} answers raw JSON and missing or surplus arguments with a typed error or a clean close`, async () => {
          const bodies = [
            ...Object.values(hostileJson).map((json) => `["${name}",${json}]`),
            `["${name}"]`,
            `["${name}",{},{},{},1]`,
            `["${name}",null,null]`,
          ];

          for (const [ackId, body] of bodies.entries()) {
            const socket = await enter(namespace);
            expectTyped(await socket.ask(body, ackId, namespace), body.slice(0, 80));
            socket.close();
          }
        });

        it(`${name} without an acknowledgement does no harm`, async () => {
          const socket = await enter(namespace);
          const prefix = namespace ? `42${namespace},` : '42';
          for (const value of Object.values(hostileValues)) socket.send(`${prefix}${JSON.stringify([name, value])}`);

          await expectAlive();
        });
      }
    }
  });

  describe('frames that are not requests', () => {
    const frames: Record<string, string | Buffer> = {
      'an unknown event': '42["no:such-event",{}]',
      'an event named error': '42["error",{}]',
      'an event named disconnect': '420["disconnect",{}]',
      'an event named connect': '42["connect",{}]',
      'an event named disconnecting': '42["disconnecting",{}]',
      'an event named newListener': '42["newListener",{}]',
      'an event named __proto__': '420["__proto__",{}]',
      'an event named constructor': '420["constructor",{}]',
      'an event named hasOwnProperty': '420["hasOwnProperty",{}]',
      'an event whose name is an object': '420[{"toString":1},{}]',
      'an event whose name is a list': '420[["message:send"],{}]',
      'an event whose name is null': '420[null,{}]',
      'an event whose name is a number': '420[7,{}]',
      'no event name': '420[]',
      'an object instead of a list': '420{"a":1}',
      'an acknowledgement without a request': '43999["x"]',
      'an acknowledgement that is not a list': '431{}',
      'an ack id beyond safe integers': '4299999999999999999999["rooms:watch",{}]',
      'a second handshake': '40{"accessToken":"x"}',
      'a prototype as namespace': '40/__proto__,{}',
      'a constructor as namespace': '40/constructor,{}',
      'an unknown namespace': '40/no-such-place,{}',
      'a very long namespace': `40/${'a'.repeat(10_000)},{}`,
      'a packet of an unknown type': '49["x"]',
      'an engine packet of an unknown type': '9',
      'an unexpected engine pong': '3probe',
      'an unexpected upgrade': '5',
      'an empty frame': '',
      'not JSON': '42[not json',
      'a binary event without its parts': '451-["message:send",{"_placeholder":true,"num":0}]',
      'a binary event with too many parts': '45100000-["message:send",{"_placeholder":true,"num":0}]',
      'a binary placeholder out of range': '451-["message:send",{"_placeholder":true,"num":99}]',
      'a binary placeholder that is not a number': '451-["message:send",{"_placeholder":true,"num":"__proto__"}]',
      'a negative count of binary parts': '45-1-["message:send",{}]',
      'an oversize frame': `42["message:send",{"text":"${'x'.repeat(200_000)}"}]`,
      'text that is not UTF-8': Buffer.from([0x34, 0x32, 0xff, 0xfe, 0xc0, 0xaf]),
      'nesting of 60,000': `420["message:send",${'['.repeat(30_000)}${']'.repeat(30_000)}]`,
    };

    for (const [what, frame] of Object.entries(frames)) {
      it(`survives ${what}`, async () => {
        const socket = await enter('');

        socket.send(frame);

        await expectAlive();
      });
    }

    it('survives binary parts of the wrong kind', async () => {
      const socket = await enter('');

      socket.send('451-0["message:send",{"_placeholder":true,"num":0}]');
      socket.send('not the binary part');
      socket.send(Buffer.alloc(1_000), BINARY);
      socket.send(Buffer.alloc(1_000), BINARY);

      await expectAlive();
    });

    it('survives frames of unknown and reserved kinds', async () => {
      for (const opcode of [0, 3, 7, 8, 9, 10, 11, 15]) {
        const socket = await enter('');
        socket.send('x', opcode);
      }

      await expectAlive();
    });

    it('survives a million separators over polling', async () => {
      const opened = await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`);
      const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };

      const answer = await fetch(`${app.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: '\u001e'.repeat(1_000_000),
      }).catch(() => null);

      expect(answer?.status ?? 400).to.be.within(200, 499);
      await expectAlive();
    });

    it('refuses old and unknown versions of the transport', async () => {
      for (const query of [
        'EIO=3&transport=websocket',
        'EIO=99&transport=polling',
        'transport=polling',
        'EIO=4&transport=__proto__',
        'EIO=4&transport=polling&sid=__proto__',
      ]) {
        const answer = await fetch(`${app.url}/socket.io/?${query}`);
        expect(answer.status, query).to.equal(400);
      }
      await expectAlive();
    });
  });

  describe('handshakes', () => {
    const auths: Record<string, unknown> = {
      'no token': { protocol: PROTOCOL_VERSION },
      'a token that is not a string': { accessToken: { $gt: '' }, protocol: PROTOCOL_VERSION },
      'a token that is a list': { accessToken: [], protocol: PROTOCOL_VERSION },
      'a garbled token': { accessToken: 'a.b.c', protocol: PROTOCOL_VERSION },
      'a huge token': { accessToken: 'x'.repeat(50_000), protocol: PROTOCOL_VERSION },
      'a list instead of the handshake': [],
      'a prototype': JSON.parse(`{"protocol":${PROTOCOL_VERSION},"__proto__":{"accessToken":"x"}}`),
    };

    for (const [what, auth] of Object.entries(auths)) {
      it(`refuses ${what} as unauthenticated`, async () => {
        for (const namespace of ['', '/voice']) {
          const socket = await connect();
          const answer = await socket
            .enter(auth as object, namespace)
            .catch(() => '44{"data":{"code":"unauthenticated"}}');
          expect(answer).to.include('"code":"unauthenticated"');
        }
      });
    }

    for (const protocol of [0, PROTOCOL_VERSION + 1, 'x', null, {}, undefined]) {
      it(`refuses protocol ${JSON.stringify(protocol)} and says which side is too old`, async () => {
        const socket = await connect();

        const answer = await socket.enter({ accessToken: person.accessToken, protocol });

        expect(answer)
          .to.include('"code":"incompatible_protocol"')
          .and.match(/"reason":"(client|server)_too_old"/);
      });
    }
  });

  async function connect(): Promise<WireSocket> {
    const socket = await WireSocket.open(app.url);
    open.push(socket);
    return socket;
  }

  async function enter(namespace: string): Promise<WireSocket> {
    const socket = await connect();
    const auth = namespace ? { ticket: await voiceTicket() } : { accessToken: person.accessToken };
    const answer = await socket.enter({ ...auth, protocol: PROTOCOL_VERSION }, namespace);
    expect(answer).to.match(/^40/);
    return socket;
  }

  /** Joins a room and returns the ticket. */
  async function voiceTicket(): Promise<string> {
    room ??= await person.call('rooms.create', { body: { title: 'table' } });
    const socket = await enter('');
    const answer = JSON.parse(
      (await socket.ask(JSON.stringify(['room:join', { roomId: room.id }]), 0))?.slice(3) ?? '',
    ) as [Result<{ voice: { ticket: string } }>];
    if (!answer[0].ok) throw new Error(answer[0].error.message);
    return answer[0].data.voice.ticket;
  }

  let room: { id: string } | undefined;

  async function expectAlive(): Promise<void> {
    const socket = await enter('');
    const answer = await socket.ask('["rooms:watch",{}]', 0);
    expect(answer).to.include('"ok":true');
  }
});

/** Expects a success, a typed error, or null for a closed socket, which is a clean end. */
function expectTyped(answer: string | null, what: string): void {
  if (answer === null) return;
  const [result] = JSON.parse(answer.slice(answer.indexOf('['))) as [Result<unknown>];
  if (result.ok) return;
  expect(ERROR_STATUS, `${what}: ${answer}`).to.have.property(result.error.code);
  expect(result.error.code, `${what}: ${answer}`).to.not.equal('internal');
}
