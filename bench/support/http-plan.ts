/** What the HTTP bench and its load tell each other. */

export interface HttpPlan {
  url: string;
  headers: Record<string, string>;
  connections: number;
  warmMs: number;
  ms: number;
}

export interface HttpResult {
  requestsPerSecond: number;
}
