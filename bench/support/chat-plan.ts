/** The messages between the chat bench and its load. */

/** One connection. */
export interface Seat {
  /** The handshake's `auth`. */
  auth: Record<string, unknown>;
  /** A request to send after connecting, as `["event",{…}]`. */
  join: string | null;
  /** Fields of each message's body. */
  body: Record<string, string>;
}

/** All connections to one server. */
export interface ChatPlan {
  name: string;
  url: string;
  /** The request that sends a message. */
  event: string;
  seats: Seat[];
}

/** One measurement. */
export interface ChatRun {
  name: string;
  /** Process id of the server, to read its processor time. */
  pid: number;
  /** Messages that are sent but not yet acknowledged, at any moment. */
  inFlight: number;
  warmMs: number;
  ms: number;
}

export interface ChatRunResult {
  deliveriesPerSecond: number;
  messagesPerSecond: number;
  /** Seconds of the server and its children. */
  cpuSecondsPerSecond: number;
  /** Seconds of the server alone. */
  ownCpuSecondsPerSecond: number;
  failed: number;
  /** Time from sending to the acknowledgement. */
  p50Ms: number;
  p99Ms: number;
}
