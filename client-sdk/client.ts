/** `MeshiClient`, the entry point of the SDK: creates the connection, conversations and rooms, and owns the session. */
import type {
  BegunSignOn,
  CurrentTenant,
  Me,
  OpenProviderId,
  PasskeyOptions,
  PasskeyProof,
  RequestInput,
  RequestName,
  RequestOutput,
  Requests,
  RouteInput,
  RouteName,
  SignedIn,
} from '../src/protocol/index.ts';
import { Activity } from './activity.ts';
import { pageOrigin, readServerUrl } from './address.ts';
import type { Call } from './calls.ts';
import type { ClientEvents, MeshiClientOptions, SignedOutReason } from './client-types.ts';
import { Connection } from './connection.ts';
import type { ClientResources } from './contract.generated.ts';
import { announcementNames, routeCalls } from './contract-table.generated.ts';
import { Conversations } from './conversations.ts';
import { closedError, MeshiError } from './errors.ts';
import { Emitter } from './events.ts';
import { HttpClient, type UntypedInput } from './http-client.ts';
import { safeLogger } from './log.ts';
import { Outbox } from './outbox.ts';
import { defaultOutboxStore } from './outbox-store.ts';
import { PresenceStore } from './presence.ts';
import { createResources } from './resources.ts';
import { Rooms } from './rooms.ts';
import { MemoryTokenStore, TokenSource } from './token-source.ts';

/** Why a message was not sent when `close()` was called. */
const UNCONFIRMED =
  'This client was closed before the server confirmed the message. The server may have it; if not, the next client with the same outbox store sends it.';

const ADDS_FACTOR: ReadonlySet<RouteName> = new Set(['secondFactors.confirmAuthenticator', 'passkeys.add']);

/** The body of a route that starts a session, without the field that the client fills in. */
type SessionInput<Name extends RouteName> = Omit<RouteInput<Name, 'body'>, 'refreshIn'>;
type SignInInput = SessionInput<'sessions.signIn'> & { code?: () => string | Promise<string> };

// The constructor assigns the resources: their types come from the route table.
const ClientBase = Emitter as new () => Emitter<ClientEvents> & ClientResources;

/**
 * One signed-in person on one server: calls, conversations, rooms and events. Each group of routes is a property, such as
 * `topics` or `meals`. Everything that the client throws or rejects with is a `MeshiError`.
 */
export class MeshiClient extends ClientBase {
  /** The server's address, with its path if it has one, and without a slash at the end. */
  readonly url: string;
  /** Calls any route by its name, with the access token while signed in. @throws MeshiError */
  readonly call: Call;
  /** The socket to the server: its state, and requests over it. */
  readonly connection: Connection;
  /** My conversations: opening one, and the live list. */
  readonly conversations: Conversations;
  /** Voice rooms: their routes, the live list, and joining one. */
  readonly rooms: Rooms;
  /** Which of my matches are online. */
  readonly presence: PresenceStore;
  /** Whether the person uses this device. */
  readonly activity: Activity;
  readonly #http: HttpClient;
  readonly #refreshIn: 'cookie' | 'body';
  readonly #tokens: TokenSource;
  readonly #outbox: Outbox;
  readonly #askForProof: () => Promise<boolean>;
  #me: Me | null = null;
  #isSigningOut = false;
  #ending: Promise<void> | null = null;
  #resuming: Promise<boolean> | null = null;
  /** Asks for the token of the last session. Calls wait for it. */
  #restoring: Promise<boolean> | null = null;
  #proving: Promise<boolean> | null = null;
  /** How often the person has proved who they are when asked. */
  #proofs = 0;
  #closing: Promise<void> | null = null;
  #closed = new AbortController();

  /**
   * Creates a client that is signed out. It makes no request before `signUp`, `signIn`, `resume` or another call.
   * @throws MeshiError `invalid_input` with the reason `url` if the server's address is missing or not one of http or https
   */
  constructor(options: MeshiClientOptions = {}) {
    super();
    const url = readServerUrl(options.url ?? pageOrigin());
    const log = safeLogger(options.logger);
    this.url = url;
    this.#refreshIn = options.refreshIn ?? (url === pageOrigin() ? 'cookie' : 'body');
    this.#http = new HttpClient({ url, sendsCookies: this.#refreshIn === 'cookie', fetch: options.fetch, log });
    this.#tokens = new TokenSource({
      http: this.#http,
      refreshIn: this.#refreshIn,
      store: options.tokenStore ?? new MemoryTokenStore(),
      url,
    });
    this.#askForProof = options.onProofNeeded ?? (async () => false);
    this.call = ((name: RouteName, input: UntypedInput = {}) => this.#call(name, input)) as Call;
    Object.assign(this, createResources(this.call));
    const { call } = this;
    const personId = () => this.#me?.profile.id ?? null;
    this.activity = new Activity();
    const connection = new Connection({ url, tokens: this.#tokens, activity: this.activity });
    this.connection = connection;
    connection.on('changed', ({ state, error }) => {
      const message = `connection: ${state}`;
      log({ level: error ? 'warn' : 'info', event: 'connection', message, error });
    });
    this.#outbox = new Outbox({ store: options.outboxStore ?? defaultOutboxStore(), connection });
    this.conversations = new Conversations({ connection, outbox: this.#outbox, call, personId });
    this.presence = new PresenceStore({ connection });
    this.rooms = new Rooms({
      url,
      connection,
      conversations: this.conversations,
      call,
      personId,
      onCurrent: (session) => this.emit('voice:changed', session),
    });
    this.#listen();
  }

  /** My account, profile and organisation; null while signed out. The object is replaced, never mutated. */
  get me(): Me | null {
    return this.#me;
  }

  /** The organisation that this session is in, with my role; null while signed out. */
  get tenant(): CurrentTenant | null {
    return this.#me?.tenant ?? null;
  }

  /**
   * Creates an account, signs in and connects.
   * @throws MeshiError `conflict` with the reason `handle_taken` or `email_taken`; `invalid_input` with
   * `details.problems`, the invalid fields
   */
  async signUp(input: SessionInput<'accounts.signUp'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('accounts.signUp', { body }, null)) as SignedIn);
  }

  /**
   * Signs in and connects. Replaces the former session of this client. `code` returns a code of the authenticator app, and is
   * called if the account has a second factor: a program can make the code itself.
   * @throws MeshiError `unauthenticated` with the reason `wrong_credentials`, or without `code` with `second_step_needed`: then
   * `details.secondStep` has the challenge for `signInSecond`; `limit_exceeded` after too many attempts
   */
  async signIn({ code, ...input }: SignInInput): Promise<Me> {
    try {
      const body = { ...(await this.#tokens.deviceField()), ...input, refreshIn: this.#refreshIn };
      return await this.#startSession((await this.#http.request('sessions.signIn', { body }, null)) as SignedIn);
    } catch (error) {
      const problem = MeshiError.from(error);
      if (!code || problem.reason !== 'second_step_needed') throw problem;
      const { challengeId } = problem.details.secondStep;
      return this.signInSecond({ challengeId, code: await code() });
    }
  }

  /**
   * Finishes a sign-in with the second factor, and connects.
   * @throws MeshiError `invalid_input` with the reason `factor_code_wrong`, after which the challenge still works a few times, or
   * `challenge_expired`: begin again with `signIn`
   */
  async signInSecond(input: SessionInput<'sessions.signInSecond'>): Promise<Me> {
    const body = { ...(await this.#tokens.deviceField()), ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('sessions.signInSecond', { body }, null)) as SignedIn);
  }

  /**
   * Signs in with a passkey alone, and connects. `getPasskey` asks the browser for a proof with the options of the server:
   * `navigator.credentials.get`, or `startAuthentication` of `@simplewebauthn/browser`.
   * @throws MeshiError `invalid_input` with the reason `passkey_refused`; what `getPasskey` throws
   */
  async signInWithPasskey(getPasskey: (options: PasskeyOptions['options']) => Promise<PasskeyProof>): Promise<Me> {
    const { options } = (await this.#http.request('passkeys.begin', {}, null)) as PasskeyOptions;
    const body = { passkey: await getPasskey(options), refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('sessions.signInWithPasskey', { body }, null)) as SignedIn);
  }

  /**
   * Begins a sign-in at the identity provider of an organisation, which `signOn.find` names. Open `url` in the browser; the provider
   * sends it back to the page `/sign-on/<tenantId>` of the server with an answer in the query string, for `finishSignOn`.
   * `attemptToken` is null if it is in a cookie.
   * @throws MeshiError `not_found` with the reason `no_sign_on`, `unavailable` with `provider_failed`
   */
  beginSignOn(tenantId: string): Promise<BegunSignOn> {
    return this.call('signOn.begin', { body: { tenantId, refreshIn: this.#refreshIn } });
  }

  /**
   * Signs in with the answer of the provider, the query string of the page, and connects.
   * @throws MeshiError `unauthenticated` with the reason `sign_on_link_needed`: then `details.signOnLink` has the challenge for
   * `linkSignOn`; `forbidden`, `invalid_input` or `unavailable` if the provider does not sign the person in
   */
  async finishSignOn(input: SessionInput<'signOn.finish'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('signOn.finish', { body }, null)) as SignedIn);
  }

  /**
   * Proves that the account with the same e-mail address is mine, and finishes the sign-in by the provider.
   * @throws MeshiError `forbidden` with the reason `wrong_password`, `invalid_input` with `code_wrong`, `factor_code_wrong` or
   * `sign_on_expired`
   */
  async linkSignOn(input: SessionInput<'signOn.link'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('signOn.link', { body }, null)) as SignedIn);
  }

  /**
   * Begins a sign-in to the open space at a provider that `meta.get` names. Open `url` in the browser; the provider sends it back to the
   * page `/sign-in/with/<provider>` of the server with an answer in the query string, for `finishOpenSignOn`. `attemptToken` is null
   * if it is in a cookie.
   * @throws MeshiError `not_found` with the reason `no_provider`, `unavailable` with `provider_failed`
   */
  beginOpenSignOn(provider: OpenProviderId): Promise<BegunSignOn> {
    return this.call('openSignOn.begin', { body: { provider, refreshIn: this.#refreshIn } });
  }

  /**
   * Signs in with the answer of the provider, the query string of the page, and connects.
   * @throws MeshiError `unauthenticated` with the reason `second_step_needed`, as `signIn`; `sign_up_needed`: then
   * `details.openSignOn` has the challenge for `openSignUp`; `own_sign_in_needed`: then sign in to the account with this address as
   * before, and send the challenge to `openSignOn.link`
   */
  async finishOpenSignOn(input: SessionInput<'openSignOn.finish'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('openSignOn.finish', { body }, null)) as SignedIn);
  }

  /**
   * Creates an account without a password for the identity of a challenge, signs in and connects.
   * @throws MeshiError `conflict` with the reason `handle_taken`, `email_taken` or `identity_taken`; `invalid_input` with
   * `sign_on_expired`
   */
  async openSignUp(input: SessionInput<'openSignOn.signUp'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#startSession((await this.#http.request('openSignOn.signUp', { body }, null)) as SignedIn);
  }

  /**
   * Enters an organisation without its identity provider, in an emergency. Its owners get a letter.
   * @throws MeshiError `forbidden` with the reason `not_allowed` if I was not chosen for it
   */
  async breakGlass(tenantId: string): Promise<Me> {
    return this.#switching(() => this.call('signOn.breakGlass', { body: { tenantId } }));
  }

  /**
   * Continues the session of the cookie or the token store, and connects. Resolves to true if there is a session. While the
   * server cannot be reached, tries again by itself; `connection` is then `connecting` or `offline`, with the error, and
   * `connection.retryNow()` does not wait for the next attempt. Calls need not wait for it: those that are made meanwhile are sent as
   * soon as there is an access token, before `me` is known.
   * @throws MeshiError `unavailable` with the reason `closed` after `close()`; any other error that is not temporary
   */
  resume(): Promise<boolean> {
    if (this.#resuming) return this.#resuming;
    const resuming = this.#resume(this.#closed.signal).finally(() => {
      if (this.#resuming === resuming) this.#resuming = null;
    });
    this.#resuming = resuming;
    return resuming;
  }

  async #resume(signal: AbortSignal): Promise<boolean> {
    const checkOpen = () => {
      if (signal.aborted) throw closedError('This client was closed. Call `resume()` again to continue the session.');
    };
    // Without a step in between, a call right after `resume()` already waits for the token.
    if (this.#closing) await this.#closing;
    for (let attempt = 1; !this.#me; attempt += 1) {
      try {
        checkOpen();
        const isSignedIn = this.#tokens.isSignedIn || (await this.#restore());
        checkOpen();
        if (!isSignedIn) {
          if (!this.#me) this.connection.stop();
          return this.#me !== null;
        }
        const me = await this.call('accounts.me');
        checkOpen();
        if (!this.#me) this.#connectAs(me);
      } catch (error) {
        checkOpen();
        const problem = MeshiError.from(error);
        if (!problem.isTemporary) throw problem;
        if (!this.#me) await this.connection.pauseResume(problem, attempt, signal);
      }
    }
    return true;
  }

  async #restore(): Promise<boolean> {
    const restoring = this.#tokens.restore();
    this.#restoring = restoring;
    try {
      return await restoring;
    } finally {
      if (this.#restoring === restoring) this.#restoring = null;
    }
  }

  /** How many of my messages are not sent yet, in all my organisations and in all tabs. `signOut()` deletes them. */
  countUnsent(): Promise<number> {
    return this.#outbox.count();
  }

  /**
   * Ends this session on the server and in this client, and deletes my unsent messages from this device. Does nothing while
   * signed out.
   * @throws MeshiError `unavailable` if the server cannot be reached: the client is then still signed in
   */
  async signOut(): Promise<void> {
    if (!this.#tokens.isSignedIn) return;
    this.#isSigningOut = true;
    try {
      await this.call('sessions.signOut');
    } catch (error) {
      // `unauthenticated`: the session has already ended.
      if (MeshiError.from(error).code !== 'unauthenticated') throw error;
    } finally {
      this.#isSigningOut = false;
    }
    await this.#endSession('asked');
  }

  /**
   * Switches to another organisation of mine, with my profile there. Closes open conversations, lists and the voice room, as
   * a new sign-in does. Other tabs that share the cookie switch too.
   * @throws MeshiError `not_found` if my account does not belong to that organisation; `forbidden` with the reason
   * `single_sign_on_needed`: go on with `beginSignOn`, or `single_sign_on_session`: sign in with the account itself
   */
  async switchTenant(tenantId: string): Promise<Me> {
    return this.#switching(() => this.call('sessions.switch', { body: { tenantId } }));
  }

  async #switching(ask: () => Promise<SignedIn>): Promise<Me> {
    // Stop before the request: otherwise the event about the old session would look like a switch in another tab.
    this.connection.stop();
    try {
      return await this.#startSession(await ask());
    } catch (error) {
      if (this.#me) this.connection.start();
      throw error;
    }
  }

  /**
   * Sends a socket request, such as `meal:watch`. Waits for the connection and the answer, together at most `timeoutMs`
   * (default 10,000).
   * @throws MeshiError
   */
  request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
    options: { timeoutMs?: number } = {},
  ): Promise<RequestOutput<Requests, Name>> {
    return this.connection.request(name, input, options);
  }

  /** Turns a path of the server, such as `profile.avatarUrl`, into a whole URL. Whole URLs stay as they are. */
  resolveUrl(path: string): string {
    // The server may be under a path, which it does not know.
    return path.startsWith('/') && !path.startsWith('//') ? this.url + path : new URL(path, `${this.url}/`).href;
  }

  /**
   * Leaves the voice room, disconnects and stops every timer. The session stays valid: another client can `resume()` it.
   * Fires neither `me:changed` nor `session:ended`. Idempotent.
   */
  close(): Promise<void> {
    this.#closed.abort();
    this.#closed = new AbortController();
    // What was resuming rejects. A later `resume()` begins anew, after this client is closed.
    this.#resuming = null;
    const closing = this.#close().finally(() => {
      if (this.#closing === closing) this.#closing = null;
    });
    this.#closing = closing;
    return closing;
  }

  async #close(): Promise<void> {
    await this.rooms.reset('left');
    this.#tokens.close();
    this.#stopAll(closedError(UNCONFIRMED));
    this.#me = null;
  }

  #listen(): void {
    for (const name of announcementNames) {
      if (name === 'session:ended') continue;
      this.connection.on(name, (payload) => this.emit(name, payload as never));
    }
    this.connection.on('session:ended', ({ reason }) => {
      // `expired`: the access token of this connection expired, for example because the device slept. The session goes on,
      // and the client reconnects with a new token. During a sign-out, this event arrives before the answer of the call.
      if (reason === 'switched') void this.#followSwitch();
      else if (reason !== 'expired') void this.#endSession(this.#isSigningOut ? 'asked' : reason);
    });
    this.#tokens.on('refused', () => void this.#endSession('refused'));
    this.#tokens.on('renewed', ({ isOtherSession }) => {
      if (isOtherSession) void this.#adoptSession();
    });
  }

  async #call(name: RouteName, input: UntypedInput): Promise<unknown> {
    const output = await this.#callProven(name, input);
    if (ADDS_FACTOR.has(name) && this.connection.snapshot.error?.reason === 'second_factor_needed') {
      // An organisation that asked for a factor lets its member in now.
      this.connection.retryNow();
    }
    const { changesMe } = routeCalls[name];
    if (changesMe === 'all') this.#setMe(output as Me);
    else if (changesMe && this.#me) {
      this.#setMe({ ...this.#me, [changesMe]: pickFieldsOf(this.#me[changesMe], output as Me[typeof changesMe]) });
    }
    return output;
  }

  /** If the server wants a fresh proof, asks for one and repeats the call once. */
  async #callProven(name: RouteName, input: UntypedInput): Promise<unknown> {
    const proofs = this.#proofs;
    try {
      return await this.#callSignedIn(name, input);
    } catch (error) {
      if (MeshiError.from(error).reason !== 'proof_needed') throw error;
      // Another call may have asked while this one was under way.
      if (proofs === this.#proofs && !(await this.#prove())) throw error;
      return this.#callSignedIn(name, input);
    }
  }

  /** One question for all calls that wait. */
  #prove(): Promise<boolean> {
    this.#proving ??= this.#askForProof()
      .then((isProven) => {
        if (isProven) this.#proofs += 1;
        return isProven;
      })
      .finally(() => {
        this.#proving = null;
      });
    return this.#proving;
  }

  /** If the server refuses the access token, renews it and repeats the call once. */
  async #callSignedIn(name: RouteName, input: UntypedInput): Promise<unknown> {
    // What fails there is thrown by `resume`.
    if (this.#restoring) await this.#restoring.catch(() => false);
    if (!this.#tokens.isSignedIn) return this.#http.request(name, input, null);
    const token = await this.#tokens.get();
    try {
      return await this.#http.request(name, input, token);
    } catch (error) {
      if (MeshiError.from(error).code !== 'unauthenticated') throw error;
      return this.#http.request(name, input, await this.#tokens.replace(token));
    }
  }

  async #startSession({ account, profile, tenant, ...tokens }: SignedIn): Promise<Me> {
    await this.rooms.reset('left');
    this.#stopAll();
    await this.#tokens.start(tokens);
    return this.#connectAs({ account, profile, tenant });
  }

  #connectAs(me: Me): Me {
    this.#setMe(me);
    this.activity.start();
    this.connection.start();
    void this.#outbox.start(me.profile.id, me.account.id);
    return me;
  }

  /** Another client of this session switched the organisation: the cookie or the token store has the new session. */
  async #followSwitch(): Promise<void> {
    if (!this.#me) return;
    try {
      await this.#tokens.follow();
    } catch (error) {
      // If the server cannot be reached, the next token renewal finds the new session.
      if (MeshiError.from(error).code === 'unauthenticated') await this.#endSession('refused');
    }
  }

  /** Another tab signed in as someone else or switched: the cookie has that session, so this client continues with it. */
  async #adoptSession(): Promise<void> {
    try {
      const me = await this.call('accounts.me');
      if (me.profile.id === this.#me?.profile.id) {
        // The same person signed in again: what the old connection misses is fetched by the new one.
        this.#setMe(me);
        this.connection.restart();
        return;
      }
      await this.rooms.reset('signed_out');
      this.#stopAll();
      this.#connectAs(me);
    } catch (error) {
      // If the server cannot be reached, it soon ends the old session's socket, and the reconnection adopts the session.
      if (MeshiError.from(error).code === 'unauthenticated') await this.#endSession('refused');
    }
  }

  /** Ends once, even if the event and the answer of a sign-out both lead here while the token store is saving. */
  #endSession(reason: SignedOutReason): Promise<void> {
    this.#ending ??= this.#clearSession(reason).finally(() => {
      this.#ending = null;
    });
    return this.#ending;
  }

  async #clearSession(reason: SignedOutReason): Promise<void> {
    if (!this.#me && !this.#tokens.isSignedIn) return;
    await this.#tokens.clear();
    // After these, the person probably signs in again: then the messages are sent.
    if (reason !== 'refused' && reason !== 'sign_on_needed')
      await this.#outbox.clear(reason === 'removed' ? 'profile' : 'account');
    await this.rooms.reset('signed_out');
    this.#stopAll();
    this.#setMe(null);
    this.emit('session:ended', { reason });
  }

  #stopAll(why?: MeshiError): void {
    this.connection.stop();
    this.activity.stop();
    this.conversations.reset();
    this.#outbox.stop(why);
    this.presence.reset();
  }

  #setMe(me: Me | null): void {
    if (this.#me === me) return;
    this.#me = me;
    this.emit('me:changed', me);
  }
}

/** Picks the fields that `before` has from `after`: an answer may have more fields than `me`. */
function pickFieldsOf<Part extends object>(before: Part, after: Part): Part {
  return Object.fromEntries(Object.keys(before).map((key) => [key, after[key as keyof Part]])) as Part;
}
