/** The public types of the client: its options and its events. */
import type { Me } from '../src/protocol/index.ts';
import type { FetchLike } from './calls.ts';
import type { AnnouncementEvents } from './contract.generated.ts';
import type { Logger } from './log.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { TokenStore } from './token-source.ts';
import type { VoiceSession } from './voice-session.ts';

/** Options of `new MeshiClient()`. */
export interface MeshiClientOptions {
  /**
   * The server's address, such as `https://meshi.example`, or `https://example.com/meshi` if a proxy serves it under a path.
   * Default: the page's own origin; required outside a page.
   */
  url?: string;
  /**
   * Where the refresh token is kept. `cookie`: in an httpOnly cookie, which scripts cannot read; only for pages of Meshi's
   * own origin. `body`: in `tokenStore`. Default: `cookie` on a page of Meshi's origin, otherwise `body`.
   */
  refreshIn?: 'cookie' | 'body';
  /** Keeps the refresh token with `refreshIn: 'body'`. Default: memory, which lasts until the program ends. */
  tokenStore?: TokenStore;
  /**
   * Called when the server wants a fresh proof of who the person is, before something that a stranger at an open computer must not
   * do. Ask the person, call `accounts.prove`, and resolve to true: the call is then repeated. With false, and without this
   * function, the call rejects with the reason `proof_needed`. Several calls that wait share one question.
   */
  onProofNeeded?: () => Promise<boolean>;
  /**
   * Sends the HTTP requests, instead of the global `fetch`: to add headers, to use a proxy or to measure. It must pass on
   * `init`, with its `signal`. The socket does not use it.
   */
  fetch?: FetchLike;
  /** Receives the client's log: each attempt of a call, and each state of the connection. Default: nothing is logged. */
  logger?: Logger;
  /** Keeps messages until the server has stored them. Default: IndexedDB in browsers, memory elsewhere. */
  outboxStore?: OutboxStore;
}

/**
 * Why a client was signed out:
 * - `asked`: `signOut()` was called;
 * - `refused`: the server refused to renew the session;
 * - `revoked`: the session was ended on another device, or by a new password;
 * - `account_deleted`: the account was deleted;
 * - `removed`: the person no longer belongs to this organisation;
 * - `suspended`: an operator has suspended the account;
 * - `sign_on_needed`: the organisation asks for a sign-in by its identity provider, or no longer accepts the former one.
 */
export type SignedOutReason =
  | 'asked'
  | 'refused'
  | 'revoked'
  | 'account_deleted'
  | 'removed'
  | 'suspended'
  | 'sign_on_needed';

/** Events of the client: every event of the server, and changes of the client itself. */
export interface ClientEvents extends Omit<AnnouncementEvents, 'session:ended'> {
  /**
   * Fired after signing in, resuming, switching the organisation and signing out, and when a call of this client changed my
   * account, profile or organisation. Not fired for changes that another device made.
   */
  'me:changed': Me | null;
  /**
   * Fired when this client is signed out, after `me:changed`. Not fired by a sign-in that failed, by a `resume()` that found
   * no session, by `switchTenant()`, or when an access token has expired: the client renews it.
   */
  'session:ended': { reason: SignedOutReason };
  /** Fired when `rooms.current` is replaced: after joining a room (the new session) and after leaving it (null). */
  'voice:changed': VoiceSession | null;
}
