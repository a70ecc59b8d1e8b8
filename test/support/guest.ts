/**
 * People with connections and seats in voice rooms. This does what the SDK does, but without a browser: the microphone's
 * parameters are real, but it sends no sound.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { JoinedRoom, OpenedVoice, VoiceConsumer } from '../../src/protocol/index.ts';
import { type Person, signUp } from './people.ts';
import { connect, connectVoice, type MainSocket, type VoiceSocket } from './socket-client.ts';

/** Someone with a connection to the main namespace. */
export interface Guest extends Person {
  line: MainSocket;
}

/** Someone with a seat in a room. */
export interface Seated {
  guest: Guest;
  joined: JoinedRoom;
  voice: VoiceSocket;
  opened: OpenedVoice;
}

/** Signs up a new person and connects them. */
export async function newGuest(app: { url: string }): Promise<Guest> {
  return connectGuest(app, await signUp(app));
}

/** Opens another connection of a person. */
export async function connectGuest(app: { url: string }, person: Person): Promise<Guest> {
  return { ...person, line: await connect(app, person) };
}

/** Joins the room and takes a seat in its voice. */
export async function sitDown(app: { url: string }, guest: Guest, roomId: string): Promise<Seated> {
  const joined = await guest.line.ask('room:join', { roomId });
  const voice = await connectVoice({ url: joined.voice.url || app.url }, joined.voice.ticket);
  const opened = await voice.ask('voice:open', {});
  return { guest, joined, voice, opened };
}

/** Opens the microphone and returns the producer's id. */
export async function openMicrophone({ voice, opened }: Seated): Promise<string> {
  await voice.ask('transport:connect', { transportId: opened.send.id, dtlsParameters: dtlsParameters() });
  const { producerId } = await voice.ask('producer:create', { rtpParameters: rtpParameters() });
  return producerId;
}

/** Asks for consumers of the others' microphones. */
export async function listen({ voice, opened }: Seated): Promise<void> {
  await voice.ask('voice:listen', { rtpCapabilities: opened.routerRtpCapabilities });
}

/** Waits for the consumer of the other person's microphone, and resumes it. */
export async function hear({ voice }: Seated, other: Seated): Promise<VoiceConsumer> {
  const consumer = await voice.next('consumer:created', ({ peerId }) => peerId === other.opened.peerId);
  await voice.ask('consumer:resume', { consumerId: consumer.consumerId });
  return consumer;
}

/** The certificate hash that a browser sends. */
export function dtlsParameters() {
  const pairs = randomBytes(32).toString('hex').toUpperCase().match(/../g) ?? [];
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: pairs.join(':') }] };
}

/** The parameters of a microphone that a browser sends. */
export function rtpParameters() {
  return {
    mid: '0',
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
        rtcpFeedback: [{ type: 'transport-cc', parameter: '' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} },
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1, encrypt: false, parameters: {} },
    ],
    encodings: [{ ssrc: randomInt(1, 2 ** 32 - 1), dtx: true }],
    rtcp: { cname: randomBytes(8).toString('hex'), reducedSize: true },
  };
}
