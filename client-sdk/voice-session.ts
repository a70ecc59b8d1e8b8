/**
 * Being in a room: hearing and being heard, kept alive over lost networks, moved rooms and killed media workers. Nobody
 * presses anything: it joins again with a new ticket, with the same microphone, as muted or deaf as one was.
 */
import type { JoinedRoom, Peer, Room, VoiceClosedReason } from '../src/protocol/index.ts';
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

/** How often walking in is tried before it fails; once inside it is tried for as long as one stays. */
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

export class VoiceSession extends Live<VoiceSnapshot, VoiceEvents> {
  /** The text of the room. It is closed with the session. */
  readonly conversation: LiveConversation;
  readonly #parts: SessionParts;
  readonly #playback: Playback;
  readonly #microphone: Microphone;
  readonly #stop: Unsubscribe[] = [];
  readonly #ended = new AbortController();
  #wishes: VoiceWishes;
  /** As the server knows them; what is shown has my wishes and volumes in it. */
  #peers: readonly Peer[] = [];
  #peerId: string | null = null;
  #link: VoiceLink | null = null;
  #formerDevice: VoiceDevice | null = null;
  #telling: Promise<void> = Promise.resolve();
  #recovery: Promise<void> | null = null;

  /** @internal Made by `Rooms.join`. @throws MeshiError */
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
      connection.on('room:changed', (changed) => changed.id === room.id && this.#onRoomChanged(changed)),
      connection.on('opened', () => this.#recover()),
    );
  }

  get state(): VoiceState {
    return this.snapshot.state;
  }
  get room(): Room {
    return this.snapshot.room;
  }
  get peers(): readonly VoicePeer[] {
    return this.snapshot.peers;
  }
  get me(): VoicePeer | null {
    return this.snapshot.me;
  }

  /** Nothing of mine is forwarded from now on, by the server too. While it recovers, it holds for the next connection. */
  mute(): Promise<void> {
    return this.#wish(withMute(this.#wishes, true));
  }

  /** Ends being deaf, too. Asks for the microphone where there is none yet. */
  async unmute(): Promise<void> {
    await Promise.all([this.#wish(withMute(this.#wishes, false)), this.#openMicrophone()]);
  }

  /** I hear nobody, and am muted. */
  deafen(): Promise<void> {
    return this.#wish(withDeaf(this.#wishes, true));
  }

  /** I hear again, and am as muted as before. */
  undeafen(): Promise<void> {
    return this.#wish(withDeaf(this.#wishes, false));
  }

  raiseHand(): Promise<void> {
    return this.#wish({ ...this.#wishes, hasHandUp: true });
  }

  lowerHand(): Promise<void> {
    return this.#wish({ ...this.#wishes, hasHandUp: false });
  }

  /** How loud I hear someone, 0 to 1. It holds until I leave. */
  setVolume(peerId: string, volume: number): void {
    this.#playback.setVolume(peerId, volume);
    this.#setPeers(this.#peers);
  }

  /** Uses this device of `navigator.mediaDevices.enumerateDevices()` from now on. */
  async setMicrophone(deviceId: string): Promise<void> {
    await this.#microphone.choose(deviceId);
  }

  /** To be called from a click or key when `needsGesture`. */
  resumePlayback(): Promise<void> {
    return this.#playback.resume();
  }

  async stats(): Promise<VoiceStats> {
    const device = this.#link?.device;
    if (!device) return { packetsSent: 0, incoming: [] };
    const [packetsSent, incoming] = await Promise.all([device.packetsSent(), device.incoming()]);
    return { packetsSent, incoming };
  }

  /** Walks out. */
  leave(): Promise<void> {
    return this.end('left');
  }

  /** @internal */
  async end(reason: VoiceEndReason): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    for (const stop of this.#stop) stop();
    this.#dropLink();
    this.#microphone.close();
    this.conversation.close();
    const { connection, room } = this.#parts;
    const isTelling = reason === 'left' && connection.state === 'online';
    this.update({ state: 'closed', peers: [], me: null, microphone: 'off', closedReason: reason });
    this.emit('closed', { reason });
    // Unheard, the server notices by itself that nobody is on the line.
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

  /** One whole way in: ticket, socket, transports, microphone, ears. @throws MeshiError */
  async #enter(joined: JoinedRoom | null): Promise<void> {
    const { connection, url, roomId, conversation } = this.#parts;
    const { room, voice } = joined ?? (await connection.request('room:join', { roomId }));
    if (this.#ended.signal.aborted) return;
    // The room's text reaches this connection only from the join on: what came before is asked for.
    void conversation.sync();
    const former = this.#dropLink();
    const link = new VoiceLink({ url, access: voice, playback: this.#playback });
    this.#link = link;
    this.#listenTo(link);
    await link.open({ track: this.#microphone.track, former });
    await this.#tellWishes();
    // A microphone that came while it opened is sent now.
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
    const put = (peer: Peer) => this.#setPeers([...this.#peers.filter(({ id }) => id !== peer.id), peer]);
    link.on('opened', ({ peers, peerId }) => {
      this.#peerId = peerId;
      this.#setPeers(peers);
    });
    link.on('peer:joined', put);
    link.on('peer:changed', put);
    link.on('peer:left', ({ peerId }) => this.#setPeers(this.#peers.filter(({ id }) => id !== peerId)));
    link.on('speakers:changed', ({ peerIds }) => this.#onSpeakers(peerIds));
    link.on('closed', ({ reason }) => this.#onLinkClosed(link, reason));
  }

  #onLinkClosed(link: VoiceLink, reason: VoiceClosedReason | 'lost'): void {
    if (this.#link !== link) return;
    this.#dropLink();
    const isComingBack = reason === 'lost' || reason === 'media_restarted' || reason === 'moved';
    if (!isComingBack) return void this.end(reason);
    // While it is still on its way in, that attempt fails by itself and the next one follows.
    if (this.state === 'live') this.#recover();
  }

  #recover(): void {
    if (this.#ended.signal.aborted || this.#recovery || this.state === 'connecting') return;
    this.update({ state: 'recovering' });
    this.#recovery = this.#comeBack().finally(() => {
      this.#recovery = null;
      // It may have been lost again in the very moment it was there.
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
        // The first repetition follows at once: an ended worker's successor is there within milliseconds.
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0), this.#ended.signal);
      }
    }
  }

  #onRoomChanged(room: Room): void {
    this.update({ room });
  }

  #onSpeakers(peerIds: readonly string[]): void {
    this.#setPeers(
      this.#peers.map((peer) => {
        const isSpeaking = peerIds.includes(peer.id);
        return peer.isSpeaking === isSpeaking ? peer : { ...peer, isSpeaking };
      }),
    );
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
    // Here first: what must not be heard stops before the server knows.
    this.#microphone.setEnabled(!wishes.isMuted);
    this.#playback.setSilent(wishes.isDeaf);
    const { isMuted, isDeaf, hasHandUp } = wishes;
    this.update({ isMuted, isDeaf, hasHandUp });
    this.#setPeers(this.#peers);
    if (this.state !== 'live') return;
    try {
      await this.#tellWishes();
    } catch (error) {
      const problem = MeshiError.from(error);
      // A connection that is lost here comes back, and tells it then.
      if (!problem.isTemporary) throw problem;
    }
  }

  /** Brings the server to what I want, one wish after the other: the last one is what remains. */
  #tellWishes(): Promise<void> {
    const told = this.#telling.then(async () => {
      const link = this.#link;
      const known = this.#peers.find(({ id }) => id === this.#peerId);
      if (!link || !known) return;
      for (const step of missingSteps(known, this.#wishes)) {
        const peer = await tell(link, step); // In order: going deaf remembers how muted one was.
        this.#setPeers(this.#peers.map((other) => (other.id === peer.id ? peer : other)));
      }
    });
    this.#telling = told.catch(() => {}); // Told to whoever asked.
    return told;
  }

  #setPeers(peers: readonly Peer[]): void {
    this.#peers = [...peers].sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : 1));
    const shown = this.#peers.map((peer) => this.#shownAs(peer));
    this.update({ peers: shown, me: shown.find(({ isMe }) => isMe) ?? null });
  }

  #shownAs(peer: Peer): VoicePeer {
    const isMe = peer.id === this.#peerId;
    const { isMuted, isDeaf, hasHandUp } = isMe ? this.#wishes : peer;
    return { ...peer, isMuted, isDeaf, hasHandUp, isMe, volume: this.#playback.volumeOf(peer.id) };
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
