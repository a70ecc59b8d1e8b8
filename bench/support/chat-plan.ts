/** What the chat bench and its load tell each other. */

/** One connection. */
export interface Seat {
  /** The handshake. */
  auth: Record<string, unknown>;
  /** A request to make once connected, as `["event",{…}]`. */
  join: string | null;
  /** Fields of each message's body. */
  body: Record<string, string>;
}

/** Everyone who connects to one server. */
export interface ChatPlan {
  name: string;
  url: string;
  /** What is sent. */
  event: string;
  seats: Seat[];
}

/** One measurement. */
export interface ChatRun {
  name: string;
  /** The server's process, whose processor time is read. */
  pid: number;
  /** Messages that are sent and not yet acknowledged, at any moment. */
  inFlight: number;
  warmMs: number;
  ms: number;
}

export interface ChatRunResult {
  deliveriesPerSecond: number;
  messagesPerSecond: number;
  /** Of the server and its children. */
  cpuSecondsPerSecond: number;
  /** Of the server alone. */
  ownCpuSecondsPerSecond: number;
  failed: number;
  /** From sending to the acknowledgement. */
  p50Ms: number;
  p99Ms: number;
}
