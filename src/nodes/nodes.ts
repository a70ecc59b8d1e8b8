/** The server processes of this installation. One that is alone knows only itself; several find each other in the database. */

export interface Node {
  nodeId: string;
  /** Where browsers reach it directly. Empty: the address that the client already uses. */
  url: string;
  /** How full it is with voice: 0 is empty; at 1 or more it takes no new rooms. */
  load: number;
}

export interface Nodes {
  /** The id of this process. */
  readonly nodeId: string;
  /** The nodes that carry rooms. */
  alive(): Promise<readonly Node[]>;
  /** Whether the node carries rooms, as of the last read; asks nobody. */
  isAlive(nodeId: string): boolean;
  /**
   * Registers this process with the others. Call it before this process changes data.
   * @throws UnavailableError if another process uses the database with which this one does not exchange events
   */
  register(): Promise<void>;
  /** Whether another process carries rooms. */
  hasOthers(): Promise<boolean>;
  /** Makes this process available for rooms. Call it once the process listens. */
  serve(): Promise<void>;
  /** Ends taking rooms. From then on, other processes may take over the rooms of this one. */
  leave(): Promise<void>;
  /** Tells the other processes whether events of this one wait. */
  setBehind(isBehind: boolean): void;
  /**
   * Whether events of another process wait, as of the last read, or were lost with a process. Also `waiting`, once, after a process
   * has disappeared: its very last events may be missing, such as the end of a session.
   */
  othersBehind(): 'no' | 'waiting' | 'lost';
  close(): Promise<void>;
}

/** One process carries every room, at the address that clients already use. */
export class OneNode implements Nodes {
  readonly nodeId: string;

  constructor({ nodeId }: { nodeId: string }) {
    this.nodeId = nodeId;
  }

  // The media workers refuse new rooms when they are full, so the load does not matter here.
  async alive(): Promise<readonly Node[]> {
    return [{ nodeId: this.nodeId, url: '', load: 0 }];
  }

  isAlive(nodeId: string): boolean {
    return nodeId === this.nodeId;
  }

  async hasOthers(): Promise<boolean> {
    return false;
  }

  othersBehind(): 'no' {
    return 'no';
  }

  setBehind(): void {}

  async register(): Promise<void> {}

  async serve(): Promise<void> {}

  async leave(): Promise<void> {}

  async close(): Promise<void> {}
}
