/** `MeshiClient`: one signed-in person on one server. It puts the parts together; each part does its own work. */
import type { z } from 'zod';
import type {
  CurrentTenant,
  Me,
  Profile,
  RequestInput,
  RequestName,
  RequestOutput,
  Requests,
  RouteName,
  SignedIn,
  signInSchema,
  signUpSchema,
} from '../src/protocol/index.ts';
import { announcements } from '../src/protocol/index.ts';
import { type AnnouncementEvents, Connection } from './connection.ts';
import { Conversations } from './conversations.ts';
import { MeshiError } from './errors.ts';
import { Emitter } from './events.ts';
import { HttpClient, type UntypedInput } from './http-client.ts';
import { Outbox } from './outbox.ts';
import { defaultOutboxStore, type OutboxStore } from './outbox-store.ts';
import { PresenceStore } from './presence.ts';
import { type Call, createResource, type Resource } from './resources.ts';
import { Rooms } from './rooms.ts';
import { MemoryTokenStore, TokenSource, type TokenStore } from './token-source.ts';
import type { VoiceSession } from './voice-session.ts';

export interface MeshiClientOptions {
  /** Where Meshi is, such as https://meshi.example. Default: the page's own origin; needed outside of a page. */
  url?: string;
  /**
   * Where the refresh token lives. `cookie`: httpOnly, out of reach of scripts, for pages of Meshi's own origin.
   * `body`: in `tokenStore`. Default: `cookie` in a page of that origin, otherwise `body`.
   */
  refreshIn?: 'cookie' | 'body';
  /** With `body`. Default: memory, so one is signed out when the program ends. */
  tokenStore?: TokenStore;
  /** Default: IndexedDB in browsers, memory elsewhere. */
  outboxStore?: OutboxStore;
}

/** `asked`: by `signOut()`; `refused`: the session could not be renewed; the others: as the server announced it. */
export type SignedOutReason = 'asked' | 'refused' | 'revoked' | 'account_deleted' | 'removed';

/** Every announcement of the contract, and what happens to the client itself. */
export type ClientEvents = AnnouncementEvents & {
  /** Signed in, resumed, signed out, or the own profile was changed by this client. */
  'me:changed': Me | null;
  /** Not fired by a sign-in that failed, nor by a `resume()` that found no session. */
  signed_out: { reason: SignedOutReason };
  /** Walked into a room, or out of it: `rooms.current` is another one. */
  'voice:changed': VoiceSession | null;
};

export class MeshiClient extends Emitter<ClientEvents> {
  /** Where Meshi is, without a slash at the end. */
  readonly url: string;
  /** Calls any route of the contract by its name, signed in where the route needs it. @throws MeshiError */
  readonly call: Call;
  readonly connection: Connection;
  readonly conversations: Conversations;
  readonly rooms: Rooms;
  readonly presence: PresenceStore;
  readonly account: Omit<Resource<'accounts'>, 'signUp'>;
  readonly sessions: Omit<Resource<'sessions'>, 'signIn' | 'signOut' | 'refresh' | 'switch'>;
  readonly tenants: Resource<'tenants'>;
  readonly tenantMembers: Resource<'tenantMembers'>;
  readonly tenantDomains: Resource<'tenantDomains'>;
  readonly tenantInvitations: Resource<'tenantInvitations'>;
  readonly passwordResets: Resource<'passwordResets'>;
  readonly profiles: Resource<'profiles'>;
  readonly topics: Resource<'topics'>;
  readonly interests: Resource<'interests'>;
  readonly matches: Resource<'matches'>;
  /** Times to talk with a match: shared free slots, proposing, answering. */
  readonly proposals: Resource<'proposals'>;
  readonly blocks: Resource<'blocks'>;
  readonly home: Resource<'home'>;
  readonly neverMatch: Resource<'neverMatch'>;
  readonly communities: Resource<'communities'>;
  readonly notifications: Resource<'notifications'>;
  readonly rounds: Resource<'rounds'>;
  readonly callIn: Resource<'callIn'>;
  readonly meals: Resource<'meals'>;
  readonly calendar: Resource<'calendar'>;
  /** Someone to talk with this minute: `talk:paired` tells of one. */
  readonly talkNow: Resource<'talkNow'>;
  readonly meta: Resource<'meta'>;
  readonly #http: HttpClient;
  readonly #refreshIn: 'cookie' | 'body';
  readonly #tokens: TokenSource;
  readonly #outbox: Outbox;
  #me: Me | null = null;
  #isSigningOut = false;

  constructor(options: MeshiClientOptions = {}) {
    super();
    const url = (options.url ?? pageOrigin()).replace(/\/+$/, '');
    this.url = url;
    this.#refreshIn = options.refreshIn ?? (url === pageOrigin() ? 'cookie' : 'body');
    this.#http = new HttpClient({ url, sendsCookies: this.#refreshIn === 'cookie' });
    this.#tokens = new TokenSource({
      http: this.#http,
      refreshIn: this.#refreshIn,
      store: options.tokenStore ?? new MemoryTokenStore(),
      url,
    });
    this.call = ((name: RouteName, input: UntypedInput = {}) => this.#call(name, input)) as Call;
    const { call } = this;
    const personId = () => this.#me?.profile.id ?? null;
    const connection = new Connection({ url, tokens: this.#tokens });
    this.connection = connection;
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
    this.account = createResource('accounts', call);
    this.sessions = createResource('sessions', call);
    this.tenants = createResource('tenants', call);
    this.tenantMembers = createResource('tenantMembers', call);
    this.tenantDomains = createResource('tenantDomains', call);
    this.tenantInvitations = createResource('tenantInvitations', call);
    this.passwordResets = createResource('passwordResets', call);
    this.profiles = createResource('profiles', call);
    this.topics = createResource('topics', call);
    this.interests = createResource('interests', call);
    this.matches = createResource('matches', call);
    this.proposals = createResource('proposals', call);
    this.blocks = createResource('blocks', call);
    this.home = createResource('home', call);
    this.neverMatch = createResource('neverMatch', call);
    this.communities = createResource('communities', call);
    this.notifications = createResource('notifications', call);
    this.rounds = createResource('rounds', call);
    this.callIn = createResource('callIn', call);
    this.meals = createResource('meals', call);
    this.calendar = createResource('calendar', call);
    this.talkNow = createResource('talkNow', call);
    this.meta = createResource('meta', call);
    this.#listen();
  }

  /** My account and profile; null while signed out. Replaced, never changed. */
  get me(): Me | null {
    return this.#me;
  }

  /** The tenant that I am in, and what I am there; null while signed out. */
  get tenant(): CurrentTenant | null {
    return this.#me?.tenant ?? null;
  }

  /** Makes an account, signs in and connects. @throws MeshiError `conflict`, reason `handle_taken` or `email_taken` … */
  async signUp(input: Omit<z.input<typeof signUpSchema>, 'refreshIn'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#enter((await this.#http.request('accounts.signUp', { body }, null)) as SignedIn);
  }

  /** Signs in and connects, in place of whoever was. @throws MeshiError `unauthenticated`, `limit_exceeded` … */
  async signIn(input: Omit<z.input<typeof signInSchema>, 'refreshIn'>): Promise<Me> {
    const body = { ...input, refreshIn: this.#refreshIn };
    return this.#enter((await this.#http.request('sessions.signIn', { body }, null)) as SignedIn);
  }

  /**
   * Takes up the session of the cookie or the token store, and connects. Resolves to false where there is none.
   * @throws MeshiError `unavailable` where the server could not be asked: trying again makes sense
   */
  async resume(): Promise<boolean> {
    if (this.#me) return true;
    if (!(await this.#tokens.restore())) return false;
    this.#begin(await this.call('accounts.me'));
    return true;
  }

  /** Ends this session on the server and here. @throws MeshiError `unavailable`: one is then still signed in */
  async signOut(): Promise<void> {
    if (!this.#tokens.isSignedIn) return;
    this.#isSigningOut = true;
    try {
      await this.call('sessions.signOut');
    } catch (error) {
      // A session that is over already needs no end.
      if (MeshiError.from(error).code !== 'unauthenticated') throw error;
    } finally {
      this.#isSigningOut = false;
    }
    await this.#leave('asked');
  }

  /**
   * Goes on in another tenant of mine, as who I am there: everything that was open is put away, as for another sign-in.
   * Other tabs of the same cookie follow. @throws MeshiError `not_found` where I do not belong
   */
  async switchTenant(tenantId: string): Promise<Me> {
    // Before it is asked for: the end of the old session would look like a switch in another tab.
    this.connection.stop();
    try {
      return await this.#enter(await this.call('sessions.switch', { body: { tenantId } }));
    } catch (error) {
      if (this.#me) this.connection.start();
      throw error;
    }
  }

  /** Sends any socket request of the contract; waits for the connection within `timeoutMs` (10,000). @throws MeshiError */
  request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
    options: { timeoutMs?: number } = {},
  ): Promise<RequestOutput<Requests, Name>> {
    return this.connection.request(name, input, options);
  }

  /** A path of the server, such as `profile.avatarUrl`, as a whole URL. */
  resolveUrl(path: string): string {
    return new URL(path, `${this.url}/`).href;
  }

  /** Ends voice and connection and stops every timer. The session stays: `resume()` of another client finds it. */
  async close(): Promise<void> {
    await this.rooms.reset('left');
    this.#tokens.close();
    this.#stopAll();
    this.#me = null;
  }

  #listen(): void {
    for (const name of Object.keys(announcements) as (keyof AnnouncementEvents)[]) {
      this.connection.on(name, (payload) => this.emit(name, payload as never));
    }
    this.connection.on('session:ended', ({ reason }) => {
      // A connection whose token ran out (the device slept) comes back with a renewed one; the session may well live.
      // And the end that one asked for is announced before it is answered.
      if (reason === 'switched') void this.#follow();
      else if (reason !== 'expired') void this.#leave(this.#isSigningOut ? 'asked' : reason);
    });
    this.#tokens.on('refused', () => void this.#leave('refused'));
    this.#tokens.on('renewed', ({ isOtherSession }) => {
      if (isOtherSession) void this.#reenter();
    });
  }

  async #call(name: RouteName, input: UntypedInput): Promise<unknown> {
    const output = await this.#callSignedIn(name, input);
    if (name === 'profiles.update' || name === 'profiles.setAvatar' || name === 'profiles.removeAvatar') {
      if (this.#me) this.#setMe({ ...this.#me, profile: output as Profile });
    }
    if (name === 'accounts.verifyEmail') this.#setMe(output as Me);
    if (name === 'tenants.edit' || name === 'tenants.delete' || name === 'tenants.restore') {
      const { id, name: called, slug, role, deleteAt } = output as CurrentTenant;
      if (this.#me) this.#setMe({ ...this.#me, tenant: { id, name: called, slug, role, deleteAt } });
    }
    return output;
  }

  /** A token that the server refuses is renewed, and the call made once more. */
  async #callSignedIn(name: RouteName, input: UntypedInput): Promise<unknown> {
    if (!this.#tokens.isSignedIn) return this.#http.request(name, input, null);
    const token = await this.#tokens.get();
    try {
      return await this.#http.request(name, input, token);
    } catch (error) {
      const isStale = error instanceof MeshiError && error.code === 'unauthenticated' && !isPasswordRoute(name);
      if (!isStale) throw error;
      return this.#http.request(name, input, await this.#tokens.replace(token));
    }
  }

  async #enter({ account, profile, tenant, ...tokens }: SignedIn): Promise<Me> {
    await this.rooms.reset('left');
    this.#stopAll();
    await this.#tokens.start(tokens);
    return this.#begin({ account, profile, tenant });
  }

  #begin(me: Me): Me {
    this.#setMe(me);
    this.connection.start();
    void this.#outbox.start(me.profile.id);
    return me;
  }

  /** Another client of the same session went on in another tenant: the cookie, or the token store, leads there. */
  async #follow(): Promise<void> {
    if (!this.#me) return;
    try {
      await this.#tokens.follow();
    } catch (error) {
      // A refusal is told by the token source; when the server is back, the next renewal leads here again.
      if (MeshiError.from(error).code === 'unauthenticated') await this.#leave('refused');
    }
  }

  /** Another tab signed in as someone else, or switched: the cookie, and with it this client, is theirs now. */
  async #reenter(): Promise<void> {
    try {
      const me = await this.call('accounts.me');
      if (me.profile.id !== this.#me?.profile.id) {
        await this.rooms.reset('signed_out');
        this.#stopAll();
      }
      this.#begin(me);
    } catch (error) {
      // Unreachable for a moment: the old session's socket is refused soon, and the way back leads here again.
      if (MeshiError.from(error).code === 'unauthenticated') await this.#leave('refused');
    }
  }

  async #leave(reason: SignedOutReason): Promise<void> {
    if (!this.#me && !this.#tokens.isSignedIn) return;
    await this.#tokens.clear();
    await this.rooms.reset('signed_out');
    this.#stopAll();
    this.#setMe(null);
    this.emit('signed_out', { reason });
  }

  #stopAll(): void {
    this.connection.stop();
    this.conversations.reset();
    this.#outbox.stop();
    this.presence.reset();
  }

  #setMe(me: Me | null): void {
    if (this.#me === me) return;
    this.#me = me;
    this.emit('me:changed', me);
  }
}

/** There `unauthenticated` may mean a wrong password; a renewed token would only count as another guess. */
function isPasswordRoute(name: RouteName): boolean {
  return name === 'accounts.changePassword' || name === 'accounts.delete';
}

function pageOrigin(): string {
  const { location } = globalThis as { location?: { origin?: string } };
  const origin = location?.origin;
  return origin && origin !== 'null' ? origin : '';
}
