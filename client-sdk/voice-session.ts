/**
 * My presence in a voice room: sending and receiving sound. After a lost network, a moved room or a killed media worker the
 * session rejoins by itself, with the same microphone, and muted and deafened as before.
 */
import type { JoinedRoom, Peer, Reaction, Room } from '../src/protocol/index.ts';
import type { Connection } from './connection.ts';
import type { LiveConversation } from './conversation.ts';
import type { Conversations } from './conversations.ts';
import { MeshiError, networkError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { Microphone } from './microphone.ts';
import { Playback } from './playback.ts';
import { VoiceConnector } from './voice-connector.ts';
import { VoiceControls } from './voice-controls.ts';
import type { VoiceLink } from './voice-link.ts';
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
  /** As the server reports them. The snapshot shows them with my desired controls and volumes. */
  readonly #peers = new VoicePeers(() => this.#peersChanged());
  readonly #reactions = new VoiceReactions(() => this.#showPeers());
  readonly #controls: VoiceControls;
  readonly #connector: VoiceConnector;
  readonly #stop: Unsubscribe[] = [];
  #hasEnded = false;

  /** @internal Called by `Rooms.join`. @throws MeshiError */
  static async join(parts: JoinParts): Promise<VoiceSession> {
    const joined = await parts.connection.request('room:join', { roomId: parts.roomId });
    const conversation = await parts.conversations.open(joined.room.conversationId);
    const session = new VoiceSession({ ...parts, room: joined.room, conversation });
    try {
      await session.#start(joined);
      return session;
    } catch (error) {
      await session.end('left');
      throw error;
    }
  }

  private constructor(parts: SessionParts) {
    const { room, conversation, options } = parts;
    const { microphone = true, isMuted = false, microphoneId = null, speakerId = null } = options;
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
      microphoneId,
      speakerId,
      needsGesture: false,
      closedReason: null,
    });
    this.#parts = parts;
    this.conversation = conversation;
    this.#playback = new Playback({ onBlocked: (needsGesture) => this.update({ needsGesture }) });
    void this.#playback.setSpeaker(speakerId);
    this.#microphone = new Microphone({
      track: typeof microphone === 'boolean' ? null : microphone,
      deviceId: microphoneId,
      onTrack: (track) => this.#onTrack(track),
      onProblem: (microphoneProblem) => this.#onMicrophoneProblem(microphoneProblem),
    });
    this.#controls = new VoiceControls({ peers: this.#peers, link: () => this.#connector.link, isMuted });
    this.#connector = this.#createConnector();
  }

  /** Whether the session is connecting, live, recovering or closed. */
  get state(): VoiceState {
    return this.snapshot.state;
  }

  /** The room, as the server last described it. */
  get room(): Room {
    return this.snapshot.room;
  }

  /** Everyone in the room including me, in the order of arrival. */
  get peers(): readonly VoicePeer[] {
    return this.snapshot.peers;
  }

  /** My own entry in `peers`; null before I have entered and when closed. */
  get me(): VoicePeer | null {
    return this.snapshot.me;
  }

  /**
   * Mutes me: the client sends silence at once, and the server forwards nothing. While recovering, the server learns of it
   * with the next connection.
   * @throws MeshiError if the server refuses
   */
  mute(): Promise<void> {
    this.#controls.setMuted(true);
    return this.#applyControls();
  }

  /**
   * Unmutes and undeafens me. Opens the microphone if it is not open.
   * @throws MeshiError `forbidden` with the reason `may_not_speak` while `me.maySpeak` is false: raise the hand to ask for it
   */
  async unmute(): Promise<void> {
    if (this.#peers.me?.maySpeak === false) {
      throw new MeshiError('forbidden', 'You cannot speak in this room now.', { reason: 'may_not_speak' });
    }
    this.#controls.setMuted(false);
    await Promise.all([this.#applyControls(), this.#openMicrophone()]);
  }

  /** Deafens me: I hear nobody, and I am muted too. @throws MeshiError if the server refuses */
  deafen(): Promise<void> {
    this.#controls.setDeaf(true);
    return this.#applyControls();
  }

  /** Undeafens me, and restores whether I was muted before. @throws MeshiError if the server refuses */
  undeafen(): Promise<void> {
    this.#controls.setDeaf(false);
    return this.#applyControls();
  }

  /** Raises my hand. @throws MeshiError if the server refuses */
  raiseHand(): Promise<void> {
    this.#controls.setHandUp(true);
    return this.#applyControls();
  }

  /** Lowers my hand. @throws MeshiError if the server refuses */
  lowerHand(): Promise<void> {
    this.#controls.setHandUp(false);
    return this.#applyControls();
  }

  /**
   * Shows a reaction to everyone in the room, to me at once. It disappears after 4 seconds, and is not sent again after a lost
   * connection.
   * @throws MeshiError `unavailable` with the reason `network` while the session is not live; `limit_exceeded` after too many
   * reactions
   */
  async react(reaction: Reaction): Promise<void> {
    const { link } = this.#connector;
    if (this.state !== 'live' || !link || !this.me) throw networkError(null);
    this.#reactions.show(this.me.id, reaction);
    await link.ask('reaction:send', { reaction });
  }

  /** Sets how loud I hear a person, 0 to 1 (default 1), until I leave. Other people do not notice. */
  setVolume(peerId: string, volume: number): void {
    this.#playback.setVolume(peerId, volume);
    this.#showPeers();
  }

  /**
   * Switches to another microphone: the `id` of one of `watchAudioDevices().snapshot.microphones`, or null for the browser's
   * default. Does not reject: if the device cannot be used, `microphoneProblem` says why. While I only listen, the choice
   * applies to the next `unmute()`.
   */
  async setMicrophone(microphoneId: string | null): Promise<void> {
    this.update({ microphoneId });
    await this.#microphone.choose(microphoneId);
  }

  /**
   * Plays the room on another speaker: the `id` of one of `watchAudioDevices().snapshot.speakers`, or null for the browser's
   * default. Does not reject: a speaker that cannot be used changes nothing.
   */
  async setSpeaker(speakerId: string | null): Promise<void> {
    this.update({ speakerId });
    await this.#playback.setSpeaker(speakerId);
  }

  /** Starts the sound that the browser blocked. Call it in the handler of a click or key press while `needsGesture`. */
  resumePlayback(): Promise<void> {
    return this.#playback.resume();
  }

  /** Reads statistics of the current connection; zero and empty while there is none. */
  async stats(): Promise<VoiceStats> {
    const device = this.#connector.link?.device;
    if (!device) return { packetsSent: 0, incoming: [] };
    const [packetsSent, incoming] = await Promise.all([device.packetsSent(), device.incoming()]);
    return { packetsSent, incoming };
  }

  /** Leaves the room. Idempotent; never rejects. */
  leave(): Promise<void> {
    return this.end('left');
  }

  /** @internal Ends the session for any reason. Idempotent. */
  async end(reason: VoiceEndReason): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const stop of this.#stop) stop();
    this.#connector.close();
    this.#microphone.close();
    this.#reactions.clear();
    this.conversation.close();
    const { connection, room } = this.#parts;
    const canTellServer = reason === 'left' && connection.state === 'online';
    this.update({ state: 'closed', peers: [], me: null, microphone: 'off', closedReason: reason });
    this.emit('closed', { reason });
    // If the request is lost, the server notices by itself that the connection is gone.
    if (canTellServer) await connection.request('room:leave', { roomId: room.id }).catch(() => {});
  }

  async #start(joined: JoinedRoom): Promise<void> {
    const { connection, room, options } = this.#parts;
    this.#microphone.setEnabled(!this.#controls.desired.isMuted);
    if (options.microphone !== false) void this.#openMicrophone();
    this.#stop.push(
      connection.on('room:changed', (changed) => changed.id === room.id && this.update({ room: changed })),
      connection.on('opened', () => this.#connector.recover()),
    );
    await this.#connector.join(joined);
  }

  #createConnector(): VoiceConnector {
    const { url, connection, roomId, conversation } = this.#parts;
    return new VoiceConnector({
      url,
      connection,
      roomId,
      playback: this.#playback,
      track: () => this.#microphone.track,
      onLink: (link) => {
        this.#followPeers(link);
        // The connection gets the room's messages only from the join on, so sync the earlier ones.
        void conversation.sync();
      },
      onOpened: () => this.#controls.send(),
      onLive: (room) => this.update({ room, state: 'live' }),
      onRecovering: () => this.update({ state: 'recovering' }),
      onEnded: (reason) => this.end(reason),
    });
  }

  #followPeers(link: VoiceLink): void {
    link.on('opened', ({ peers, peerId }) => this.#peers.reset(peers, peerId));
    link.on('peer:joined', (peer) => this.#peers.put(peer));
    link.on('peer:changed', (peer) => this.#peers.put(peer));
    link.on('peer:left', ({ peerId }) => this.#peers.remove(peerId));
    link.on('reaction:sent', ({ peerId, reaction }) => this.#reactions.show(peerId, reaction));
    link.on('speakers:changed', ({ peerIds }) => this.#peers.setSpeakers(peerIds));
  }

  async #openMicrophone(): Promise<void> {
    if (this.#microphone.track?.readyState !== 'live') this.update({ microphone: 'asking' });
    await this.#microphone.open();
    if (!this.#hasEnded) this.#setMicrophoneState(this.#microphone.track ? 'on' : 'off');
  }

  #setMicrophoneState(microphone: VoiceSnapshot['microphone']): void {
    this.update({ microphone });
    this.#showPeers();
  }

  #onMicrophoneProblem(microphoneProblem: VoiceSnapshot['microphoneProblem']): void {
    this.update({ microphoneProblem });
    if (microphoneProblem === null || this.#microphone.track) return;
    // The others must see that I cannot be heard.
    this.#setMicrophoneState('off');
    this.#connector.link?.stopSending().catch(() => this.#connector.recover());
  }

  #onTrack(track: MediaStreamTrack): void {
    this.#setMicrophoneState('on');
    this.#connector.link?.send(track).catch(() => this.#connector.recover());
  }

  async #applyControls(): Promise<void> {
    const { isMuted, isDeaf, hasHandUp } = this.#controls.desired;
    // On this device first: sound that must not be heard stops before the server answers.
    this.#microphone.setEnabled(!isMuted);
    this.#playback.setSilent(isDeaf);
    this.update({ isMuted, isDeaf, hasHandUp });
    this.#showPeers();
    if (this.state !== 'live') return;
    try {
      await this.#controls.send();
    } catch (error) {
      const problem = MeshiError.from(error);
      // After a lost connection, the session rejoins and sends the desired controls then.
      if (!problem.isTemporary) throw problem;
    }
  }

  #peersChanged(): void {
    const { me } = this.#peers;
    if (!this.#hasEnded && me && this.#controls.follow(me)) {
      const { desired } = this.#controls;
      this.#microphone.setEnabled(!desired.isMuted);
      this.update({ isMuted: desired.isMuted, hasHandUp: desired.hasHandUp });
    }
    this.#showPeers();
  }

  #showPeers(): void {
    if (this.#hasEnded) return;
    const shown = this.#peers.all.map((peer) => this.#shownAs(peer));
    this.update({ peers: shown, me: shown.find(({ isMe }) => isMe) ?? null });
  }

  #shownAs(peer: Peer): VoicePeer {
    const isMe = peer.id === this.#peers.me?.id;
    const { isMuted, isDeaf, hasHandUp } = isMe ? this.#controls.desired : peer;
    const hasMicrophone = isMe ? this.snapshot.microphone === 'on' : peer.hasMicrophone;
    const volume = this.#playback.volumeOf(peer.id);
    const reaction = this.#reactions.of(peer.id);
    return { ...peer, isMuted, isDeaf, hasHandUp, hasMicrophone, isMe, volume, reaction };
  }
}
