/** The messages between the HTTP bench and its load. */

export interface HttpPlan {
  url: string;
  /** Process id of the server, to read its processor time. */
  pid: number;
  headers: Record<string, string>;
  connections: number;
  warmMs: number;
  ms: number;
}

export interface HttpResult {
  requestsPerSecond: number;
  /** Seconds of the server and its children. */
  cpuSecondsPerSecond: number;
}
