/**
 * Keeps one link to the voice server of a room: joins, and rejoins with a new ticket after a lost network, a moved room or a
 * killed media worker.
 */
import type { JoinedRoom, Room, VoiceClosedReason } from '../src/protocol/index.ts';
import type { Connection } from './connection.ts';
import { MeshiError, networkError } from './errors.ts';
import type { Playback } from './playback.ts';
import { delay, rejoinDelayMs } from './timers.ts';
import type { VoiceDevice } from './voice-device.ts';
import { endReasonOf } from './voice-end.ts';
import { VoiceLink } from './voice-link.ts';
import type { VoiceEndReason } from './voice-types.ts';

/** Attempts to join before `join` fails. Once live, the connector retries until it is closed. */
const FIRST_ATTEMPTS = 4;

interface VoiceConnectorParts {
  /** The server's address. */
  url: string;
  connection: Connection;
  roomId: string;
  playback: Playback;
  /** The track to send now; null while the microphone is not open. */
  track: () => MediaStreamTrack | null;
  /** Called with each new link before it opens. */
  onLink: (link: VoiceLink) => void;
  /** Called when a link has opened. The connector is live when it resolves; if it rejects, the attempt has failed. */
  onOpened: () => Promise<void>;
  /** Called when sound can be sent and received. */
  onLive: (room: Room) => void;
  /** Called when a live link was lost, and the connector starts to rejoin. */
  onRecovering: () => void;
  /** Called when the connector cannot or must not rejoin. */
  onEnded: (reason: VoiceEndReason) => Promise<void>;
}

export class VoiceConnector {
  readonly #parts: VoiceConnectorParts;
  readonly #closed = new AbortController();
  #state: 'connecting' | 'live' | 'recovering' = 'connecting';
  #link: VoiceLink | null = null;
  #formerDevice: VoiceDevice | null = null;
  #recovery: Promise<void> | null = null;

  constructor(parts: VoiceConnectorParts) {
    this.#parts = parts;
  }

  /** The current link; null while there is none. It may not be open yet. */
  get link(): VoiceLink | null {
    return this.#link;
  }

  /** Joins for the first time, with the answer to `room:join`. @throws MeshiError */
  async join(joined: JoinedRoom): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#enter(attempt === 1 ? joined : null);
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary || attempt >= FIRST_ATTEMPTS) throw problem;
        await this.#waitBefore(attempt, problem);
        if (this.#closed.signal.aborted) throw problem;
      }
    }
  }

  /** Rejoins, unless it is joining or rejoining already. */
  recover(): void {
    if (this.#closed.signal.aborted || this.#recovery || this.#state === 'connecting') return;
    this.#state = 'recovering';
    this.#parts.onRecovering();
    this.#recovery = this.#rejoin().finally(() => {
      this.#recovery = null;
      // The new link may already have been lost.
      if (this.#link === null) this.recover();
    });
  }

  /** Ends the link and every attempt. Idempotent. */
  close(): void {
    this.#closed.abort();
    this.#dropLink();
  }

  /** Joins once: ticket, socket, transports, microphone and receiving. @throws MeshiError */
  async #enter(joined: JoinedRoom | null): Promise<void> {
    const { connection, url, roomId, playback, track } = this.#parts;
    const { room, voice } = joined ?? (await connection.request('room:join', { roomId }));
    if (this.#closed.signal.aborted) return;
    const former = this.#dropLink();
    const link = new VoiceLink({ url, access: voice, playback });
    this.#link = link;
    link.on('closed', ({ reason }) => this.#onLinkClosed(link, reason));
    this.#parts.onLink(link);
    await link.open({ track: track(), former });
    await this.#parts.onOpened();
    // The microphone may have been opened in the meantime.
    const current = track();
    if (current) await link.send(current);
    if (this.#link !== link) throw networkError(null);
    this.#state = 'live';
    this.#parts.onLive(room);
  }

  #dropLink(): VoiceDevice | null {
    const device = this.#link?.device ?? this.#formerDevice;
    this.#formerDevice = device;
    this.#link?.close();
    this.#link = null;
    return device;
  }

  #onLinkClosed(link: VoiceLink, reason: VoiceClosedReason | 'lost'): void {
    if (this.#link !== link) return;
    this.#dropLink();
    const canRejoin = reason === 'lost' || reason === 'media_restarted' || reason === 'moved';
    if (!canRejoin) return void this.#parts.onEnded(reason);
    // An attempt to join that is under way fails by itself and is repeated.
    if (this.#state === 'live') this.recover();
  }

  async #rejoin(): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; attempt += 1) {
      try {
        return await this.#enter(null);
      } catch (error) {
        const problem = MeshiError.from(error);
        const reason = endReasonOf(problem, attempt);
        if (reason) return await this.#parts.onEnded(reason);
        // The first retry follows at once: the successor of a killed worker starts within milliseconds.
        await this.#waitBefore(attempt, problem);
      }
    }
  }

  /** Waits before the attempt with this number, or until `close`. */
  async #waitBefore(attempt: number, { details }: MeshiError): Promise<void> {
    await delay(Math.max(rejoinDelayMs(attempt), details.retryAfterMs ?? 0), this.#closed.signal);
  }
}
