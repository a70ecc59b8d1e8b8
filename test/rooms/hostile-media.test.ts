/** Parameters that no browser sends: each causes a typed error, and the media worker that all rooms share stays alive. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  dtlsParameters,
  hear,
  listen,
  newGuest,
  openMicrophone,
  rtpParameters,
  type Seated,
  sitDown,
} from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

/** A fingerprint of full length, by an algorithm that can be forged. */
const weak = (algorithm: string, bytes: number) => ({ algorithm, value: Array(bytes).fill('AA').join(':') });

const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  2 ** 53,
  '',
  '\u0000',
  'x'.repeat(5_000),
  [],
  {},
  [null],
  { $gt: '' },
  Array.from({ length: 1_000 }, () => ({ ssrc: 1 })),
];

/** Well-formed parameters that do not describe one Opus microphone. */
const FOREIGN_RTP: Record<string, (valid: ReturnType<typeof rtpParameters>) => object> = {
  'a picture': (valid) => ({ ...valid, codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }] }),
  'another codec': (valid) => ({ ...valid, codecs: [{ mimeType: 'audio/PCMU', payloadType: 0, clockRate: 8_000 }] }),
  'no codec': (valid) => ({ ...valid, codecs: [] }),
  'no encoding': (valid) => ({ ...valid, encodings: [] }),
  'ten thousand encodings': (valid) => ({ ...valid, encodings: Array.from({ length: 10_000 }, () => ({})) }),
  simulcast: (valid) => ({ ...valid, encodings: [{ ssrc: 1 }, { ssrc: 2 }, { ssrc: 3 }] }),
  'a payload type out of range': (valid) => ({ ...valid, codecs: [{ ...valid.codecs[0], payloadType: 300 }] }),
  'an ssrc of zero': (valid) => ({ ...valid, encodings: [{ ssrc: 0 }] }),
  'a long mid': (valid) => ({ ...valid, mid: 'm'.repeat(10_000) }),
};

// Promise A10 of docs/promises.md.
describe('hostile media parameters', () => {
  let app: TestApp;
  let pids: number[];
  let seated: Seated;
  before(async () => {
    app = await startTestApp();
    pids = app.services.workerPids();
  });
  beforeEach(async () => {
    seated = await newSeat();
  });
  afterEach(() => {
    expect(app.services.workerPids()).to.deep.equal(pids);
    disconnectAll();
  });
  after(() => app.close());

  it('without a valid fingerprint are refused', async () => {
    const { transportId } = sending(seated);
    for (const fingerprints of [
      [],
      undefined,
      [{ algorithm: 'md5', value: 'AA' }],
      [{ algorithm: 'sha-256', value: 'AA' }],
      [weak('sha-1', 20)],
      [weak('sha-224', 28)],
      [...dtlsParameters().fingerprints, weak('sha-1', 20)],
    ]) {
      const asked = seated.voice.ask('transport:connect', {
        transportId,
        dtlsParameters: { role: 'client', fingerprints },
      });
      expect(await refusalOf(asked)).to.equal('invalid_input');
    }
  });

  it('are not made weak by the server: it offers no fingerprint that can be forged', () => {
    const offered = [seated.opened.send, seated.opened.receive].map(({ dtlsParameters: { fingerprints } }) =>
      (fingerprints as { algorithm: string }[]).map(({ algorithm }) => algorithm),
    );

    for (const algorithms of offered) expect(algorithms).to.have.members(['sha-256', 'sha-384', 'sha-512']);
  });

  it('in any part of a certificate are refused or harmless', async () => {
    for (const variant of variants(dtlsParameters())) {
      await tried(() =>
        seated.voice.ask('transport:connect', { ...sending(seated), dtlsParameters: variant as never }),
      );
    }
  });

  it('in any part of a microphone are refused or harmless', async () => {
    for (const variant of variants(rtpParameters())) {
      await tried(() => seated.voice.ask('producer:create', { rtpParameters: variant as never }));
    }
  });

  it('in any part of what a client can receive are refused or harmless', async () => {
    const other = await sitDown(app, await newGuest(app), seated.joined.room.id);
    await openMicrophone(other);
    const { codecs, headerExtensions } = seated.opened.routerRtpCapabilities as { codecs: []; headerExtensions: [] };
    for (const variant of variants({ codecs, headerExtensions: headerExtensions.slice(0, 2) })) {
      const outcome = await refusalOf(seated.voice.ask('voice:listen', { rtpCapabilities: variant as never }));
      expect(outcome).to.be.oneOf(['invalid_input', 'nothing was refused']);
    }
  });

  for (const [what, make] of Object.entries(FOREIGN_RTP)) {
    it(`that describe ${what} are refused`, async () => {
      const asked = seated.voice.ask('producer:create', { rtpParameters: { ...make(rtpParameters()) } });

      expect(await refusalOf(asked)).to.equal('invalid_input');
    });
  }

  it('cannot connect a transport twice', async () => {
    await openMicrophone(seated);

    const again = seated.voice.ask('transport:connect', { ...sending(seated), dtlsParameters: dtlsParameters() });

    expect(await refusalOf(again)).to.equal('conflict/transport_connected');
  });

  it('leave the worker usable: people still hear each other', async () => {
    const other = await sitDown(app, await newGuest(app), seated.joined.room.id);
    await listen(other);
    await openMicrophone(seated);

    await hear(other, seated);

    expect(app.services.workerPids()).to.deep.equal(pids);
  });

  async function newSeat(): Promise<Seated> {
    const guest = await newGuest(app);
    const { id } = await guest.call('rooms.create', { body: { title: 'Anything goes' } });
    return sitDown(app, guest, id);
  }

  /** Expects `invalid_input` or success. After a success it takes a new seat, because the old one has changed. */
  async function tried(ask: () => Promise<unknown>): Promise<void> {
    const outcome = await refusalOf(ask());
    if (outcome === 'nothing was refused') seated = await sitDown(app, seated.guest, seated.joined.room.id);
    else expect(outcome).to.equal('invalid_input');
  }
});

function sending({ opened }: Seated): { transportId: string } {
  return { transportId: opened.send.id };
}

/** Yields copies of the value, each with one part replaced by one hostile value. */
function* variants(value: unknown): Generator<unknown> {
  yield* HOSTILE;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const part of variants((value as Record<string, unknown>)[key])) {
      yield Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part };
    }
  }
}
