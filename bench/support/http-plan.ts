/** What the HTTP bench and its load tell each other. */

export interface HttpPlan {
  url: string;
  /** The server's process, whose processor time is read. */
  pid: number;
  headers: Record<string, string>;
  connections: number;
  warmMs: number;
  ms: number;
}

export interface HttpResult {
  requestsPerSecond: number;
  /** Of the server and its children. */
  cpuSecondsPerSecond: number;
}
