/** The people in a room as the server reports them, in the order of arrival. No I/O. */
import type { Peer } from '../src/protocol/index.ts';

export class VoicePeers {
  readonly #onChange: () => void;
  #peers: readonly Peer[] = [];
  #myId: string | null = null;

  /** `onChange` is called after each change. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Everyone, in the order of arrival. */
  get all(): readonly Peer[] {
    return this.#peers;
  }

  /** My own entry; undefined before I am in the room. */
  get me(): Peer | undefined {
    return this.#peers.find(({ id }) => id === this.#myId);
  }

  /** Replaces everyone, after I entered the room with the id `myId`. */
  reset(peers: readonly Peer[], myId: string): void {
    this.#myId = myId;
    this.#set(peers);
  }

  /** Adds or replaces a person. */
  put(peer: Peer): void {
    this.#set([...this.#peers.filter(({ id }) => id !== peer.id), peer]);
  }

  /** Replaces a person, unless they have left. */
  update(peer: Peer): void {
    if (this.#peers.some(({ id }) => id === peer.id)) this.put(peer);
  }

  remove(peerId: string): void {
    this.#set(this.#peers.filter(({ id }) => id !== peerId));
  }

  /** Marks exactly these people as speaking. */
  setSpeakers(peerIds: readonly string[]): void {
    this.#set(this.#peers.map((peer) => ({ ...peer, isSpeaking: peerIds.includes(peer.id) })));
  }

  #set(peers: readonly Peer[]): void {
    this.#peers = [...peers].sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : 1));
    this.#onChange();
  }
}
