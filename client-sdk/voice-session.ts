/**
 * Being in a room: sending and receiving sound. After a lost network, a moved room or a killed media worker the session joins
 * again by itself, with a new ticket, the same microphone, and muted and deafened as before.
 */
import type { JoinedRoom, Peer, Reaction, Room, VoiceClosedReason } from '../src/protocol/index.ts';
import type { Connection } from './connection.ts';
import type { LiveConversation } from './conversation.ts';
import type { Conversations } from './conversations.ts';
import { MeshiError, networkError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { Microphone } from './microphone.ts';
import { Playback } from './playback.ts';
import { delay, retryDelayMs } from './timers.ts';
import type { VoiceDevice } from './voice-device.ts';
import { endReasonOf } from './voice-end.ts';
import { VoiceLink } from './voice-link.ts';
import { VoicePeers } from './voice-peers.ts';
import { VoiceReactions } from './voice-reactions.ts';
import type {
  JoinRoomOptions,
  VoiceEndReason,
  VoiceEvents,
  VoicePeer,
  VoiceSnapshot,
  VoiceState,
  VoiceStats,
} from './voice-types.ts';
import { missingSteps, type VoiceStep, type VoiceWishes, withDeaf, withMute } from './voice-wishes.ts';

/** Attempts to join before `join` fails. A session that was live retries until it is left. */
const FIRST_ATTEMPTS = 4;

interface JoinParts {
  url: string;
  connection: Connection;
  conversations: Conversations;
  roomId: string;
  options: JoinRoomOptions;
}

interface SessionParts extends JoinParts {
  room: Room;
  conversation: LiveConversation;
}

/** My presence in a voice room, from `meshi.rooms.join()` until it is closed. */
export class VoiceSession extends Live<VoiceSnapshot, VoiceEvents> {
  /** The text conversation of the room. It is closed with the session. */
  readonly conversation: LiveConversation;
  readonly #parts: SessionParts;
  readonly #playback: Playback;
  readonly #microphone: Microphone;
  readonly #stop: Unsubscribe[] = [];
  readonly #ended = new AbortController();
  #wishes: VoiceWishes;
  /** As the server knows them; the snapshot shows them with my wishes and volumes. */
  readonly #peers = new VoicePeers(() => this.#showPeers());
  readonly #reactions = new VoiceReactions(() => this.#showPeers());
  #link: VoiceLink | null = null;
  #formerDevice: VoiceDevice | null = null;
  #telling: Promise<void> = Promise.resolve();
  #recovery: Promise<void> | null = null;

  /** @internal Called by `Rooms.join`. @throws MeshiError */
  static async join(parts: JoinParts): Promise<VoiceSession> {
    const joined = await parts.connection.request('room:join', { roomId: parts.roomId });
    const conversation = await parts.conversations.open(joined.room.conversationId);
    const session = new VoiceSession({ ...parts, room: joined.room, conversation });
    try {
      await session.#enterFirst(joined);
      return session;
    } catch (error) {
      await session.end('left');
      throw error;
    }
  }

  private constructor(parts: SessionParts) {
    const { room, conversation, options, connection } = parts;
    const isMuted = options.isMuted ?? false;
    super({
      state: 'connecting',
      room,
      peers: [],
      me: null,
      isMuted,
      isDeaf: false,
      hasHandUp: false,
      microphone: 'off',
      microphoneProblem: null,
      needsGesture: false,
      closedReason: null,
    });
    this.#parts = parts;
    this.conversation = conversation;
    this.#wishes = { isMuted, isDeaf: false, hasHandUp: false, wasMuted: isMuted };
    this.#playback = new Playback({ onBlocked: (needsGesture) => this.update({ needsGesture }) });
    const { microphone = true } = options;
    this.#microphone = new Microphone({
      track: typeof microphone === 'boolean' ? null : microphone,
      onTrack: (track) => this.#onTrack(track),
      onProblem: (microphoneProblem) => this.update({ microphoneProblem }),
    });
    this.#microphone.setEnabled(!isMuted);
    if (microphone !== false) void this.#openMicrophone();
    this.#stop.push(
      connection.on('room:changed', (changed) => changed.id === room.id && this.update({ room: changed })),
      connection.on('opened', () => this.#recover()),
    );
  }

  /** How far the session has got. */
  get state(): VoiceState {
    return this.snapshot.state;
  }

  /** The room, as the server last announced it. */
  get room(): Room {
    return this.snapshot.room;
  }

  /** Everyone in the room, me included, in the order of arrival. */
  get peers(): readonly VoicePeer[] {
    return this.snapshot.peers;
  }

  /** My own entry in `peers`; null before I am in and after the end. */
  get me(): VoicePeer | null {
    return this.snapshot.me;
  }

  /**
   * Mutes me: the client sends silence at once, and the server forwards nothing. While recovering it takes effect with the
   * next connection.
   * @throws MeshiError if the server refuses
   */
  mute(): Promise<void> {
    return this.#wish(withMute(this.#wishes, true));
  }

  /** Unmutes and undeafens me. Asks for the microphone if it is not open yet. @throws MeshiError if the server refuses */
  async unmute(): Promise<void> {
    await Promise.all([this.#wish(withMute(this.#wishes, false)), this.#openMicrophone()]);
  }

  /** Deafens me: I hear nobody, and am muted too. @throws MeshiError if the server refuses */
  deafen(): Promise<void> {
    return this.#wish(withDeaf(this.#wishes, true));
  }

  /** Undeafens me, and restores whether I was muted before. @throws MeshiError if the server refuses */
  undeafen(): Promise<void> {
    return this.#wish(withDeaf(this.#wishes, false));
  }

  /** Raises my hand. @throws MeshiError if the server refuses */
  raiseHand(): Promise<void> {
    return this.#wish({ ...this.#wishes, hasHandUp: true });
  }

  /** Lowers my hand. @throws MeshiError if the server refuses */
  lowerHand(): Promise<void> {
    return this.#wish({ ...this.#wishes, hasHandUp: false });
  }

  /**
   * Shows a reaction to everyone in the room, to me at once. It disappears after 4 seconds and is not repeated if the
   * connection is lost.
   * @throws MeshiError `network` while the session is not live; `rate_limited` for too many at once
   */
  async react(reaction: Reaction): Promise<void> {
    const [link, me] = [this.#link, this.me];
    if (this.state !== 'live' || !link || !me) throw networkError(null);
    this.#reactions.show(me.id, reaction);
    await link.ask('reaction:send', { reaction });
  }

  /** Sets how loud I hear a person, 0 to 1 (default 1), until I leave. Other people do not notice. */
  setVolume(peerId: string, volume: number): void {
    this.#playback.setVolume(peerId, volume);
    this.#showPeers();
  }

  /**
   * Switches to another microphone: a `deviceId` of `navigator.mediaDevices.enumerateDevices()`. Does not reject: if the
   * device cannot be used, `microphoneProblem` tells why.
   */
  async setMicrophone(deviceId: string): Promise<void> {
    await this.#microphone.choose(deviceId);
  }

  /** Starts the sound that the browser blocked. Call it from the handler of a click or key press when `needsGesture`. */
  resumePlayback(): Promise<void> {
    return this.#playback.resume();
  }

  /** Measures the sound of the current connection; all zero and empty while there is none. */
  async stats(): Promise<VoiceStats> {
    const device = this.#link?.device;
    if (!device) return { packetsSent: 0, incoming: [] };
    const [packetsSent, incoming] = await Promise.all([device.packetsSent(), device.incoming()]);
    return { packetsSent, incoming };
  }

  /** Leaves the room. Idempotent; never rejects. */
  leave(): Promise<void> {
    return this.end('left');
  }

  /** @internal Ends the session for any reason. */
  async end(reason: VoiceEndReason): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    for (const stop of this.#stop) stop();
    this.#dropLink();
    this.#microphone.close();
    this.#reactions.clear();
    this.conversation.close();
    const { connection, room } = this.#parts;
    const isTelling = reason === 'left' && connection.state === 'online';
    this.update({ state: 'closed', peers: [], me: null, microphone: 'off', closedReason: reason });
    this.emit('closed', { reason });
    // If the request is lost, the server notices by itself that the connection is gone.
    if (isTelling) await connection.request('room:leave', { roomId: room.id }).catch(() => {});
  }

  async #enterFirst(joined: JoinedRoom): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#enter(attempt === 1 ? joined : null);
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary || attempt >= FIRST_ATTEMPTS) throw problem;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0), this.#ended.signal);
        if (this.#ended.signal.aborted) throw problem;
      }
    }
  }

  /** Joins once: ticket, socket, transports, microphone and receiving. @throws MeshiError */
  async #enter(joined: JoinedRoom | null): Promise<void> {
    const { connection, url, roomId, conversation } = this.#parts;
    const { room, voice } = joined ?? (await connection.request('room:join', { roomId }));
    if (this.#ended.signal.aborted) return;
    // Messages of the room reach this connection only from the join on: sync the earlier ones.
    void conversation.sync();
    const former = this.#dropLink();
    const link = new VoiceLink({ url, access: voice, playback: this.#playback });
    this.#link = link;
    this.#listenTo(link);
    await link.open({ track: this.#microphone.track, former });
    await this.#tellWishes();
    // The microphone may have been opened in the meantime.
    if (this.#microphone.track) await link.send(this.#microphone.track);
    if (this.#link !== link) throw networkError(null);
    this.update({ room, state: 'live' });
  }

  #dropLink(): VoiceDevice | null {
    const device = this.#link?.device ?? this.#formerDevice;
    this.#formerDevice = device;
    this.#link?.close();
    this.#link = null;
    return device;
  }

  #listenTo(link: VoiceLink): void {
    link.on('opened', ({ peers, peerId }) => this.#peers.reset(peers, peerId));
    link.on('peer:joined', (peer) => this.#peers.put(peer));
    link.on('peer:changed', (peer) => this.#peers.put(peer));
    link.on('peer:left', ({ peerId }) => this.#peers.remove(peerId));
    link.on('reaction:sent', ({ peerId, reaction }) => this.#reactions.show(peerId, reaction));
    link.on('speakers:changed', ({ peerIds }) => this.#peers.setSpeakers(peerIds));
    link.on('closed', ({ reason }) => this.#onLinkClosed(link, reason));
  }

  #onLinkClosed(link: VoiceLink, reason: VoiceClosedReason | 'lost'): void {
    if (this.#link !== link) return;
    this.#dropLink();
    const isComingBack = reason === 'lost' || reason === 'media_restarted' || reason === 'moved';
    if (!isComingBack) return void this.end(reason);
    // While it is joining, that attempt fails by itself and is repeated.
    if (this.state === 'live') this.#recover();
  }

  #recover(): void {
    if (this.#ended.signal.aborted || this.#recovery || this.state === 'connecting') return;
    this.update({ state: 'recovering' });
    this.#recovery = this.#comeBack().finally(() => {
      this.#recovery = null;
      // The new link may have been lost already.
      if (this.#link === null) this.#recover();
    });
  }

  async #comeBack(): Promise<void> {
    for (let attempt = 0; !this.#ended.signal.aborted; attempt += 1) {
      try {
        return await this.#enter(null);
      } catch (error) {
        const problem = MeshiError.from(error);
        const reason = endReasonOf(problem, attempt);
        if (reason) return await this.end(reason);
        // The first retry follows at once: the successor of a killed worker starts within milliseconds.
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0), this.#ended.signal);
      }
    }
  }

  async #openMicrophone(): Promise<void> {
    if (this.#microphone.track?.readyState !== 'live') this.update({ microphone: 'asking' });
    await this.#microphone.open();
    if (!this.#ended.signal.aborted) this.update({ microphone: this.#microphone.track ? 'on' : 'off' });
  }

  #onTrack(track: MediaStreamTrack): void {
    this.update({ microphone: 'on' });
    this.#link?.send(track).catch(() => this.#recover());
  }

  async #wish(wishes: VoiceWishes): Promise<void> {
    this.#wishes = wishes;
    // On this device first: sound that must not be heard stops before the server answers.
    this.#microphone.setEnabled(!wishes.isMuted);
    this.#playback.setSilent(wishes.isDeaf);
    const { isMuted, isDeaf, hasHandUp } = wishes;
    this.update({ isMuted, isDeaf, hasHandUp });
    this.#showPeers();
    if (this.state !== 'live') return;
    try {
      await this.#tellWishes();
    } catch (error) {
      const problem = MeshiError.from(error);
      // After a lost connection the session joins again, and sends the wishes then.
      if (!problem.isTemporary) throw problem;
    }
  }

  /** Sends what the server does not know of my wishes, one call after the other, so that the last wish wins. */
  #tellWishes(): Promise<void> {
    const told = this.#telling.then(async () => {
      const link = this.#link;
      const known = this.#peers.me;
      if (!link || !known) return;
      for (const step of missingSteps(known, this.#wishes)) {
        // In order: the server remembers at deafening whether I was muted.
        this.#peers.update(await tell(link, step));
      }
    });
    this.#telling = told.catch(() => {}); // The caller gets the error.
    return told;
  }

  #showPeers(): void {
    if (this.#ended.signal.aborted) return;
    const shown = this.#peers.all.map((peer) => this.#shownAs(peer));
    this.update({ peers: shown, me: shown.find(({ isMe }) => isMe) ?? null });
  }

  #shownAs(peer: Peer): VoicePeer {
    const isMe = peer.id === this.#peers.me?.id;
    const { isMuted, isDeaf, hasHandUp } = isMe ? this.#wishes : peer;
    const volume = this.#playback.volumeOf(peer.id);
    return { ...peer, isMuted, isDeaf, hasHandUp, isMe, volume, reaction: this.#reactions.of(peer.id) };
  }
}

async function tell(link: VoiceLink, step: VoiceStep): Promise<Peer> {
  switch (step.name) {
    case 'microphone:mute':
      return link.ask(step.name, step.input);
    case 'speaker:deafen':
      return link.ask(step.name, step.input);
    case 'hand:raise':
      return link.ask(step.name, step.input);
  }
}
