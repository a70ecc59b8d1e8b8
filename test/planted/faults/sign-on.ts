/** Faults in single sign-on. */
import type { Fault } from '../fault.ts';

const SIGN_ON = ['test/sign-on/sign-on.test.ts'];
const HOSTILE = ['test/sign-on/hostile-sign-on.test.ts'];
const ONLY = ['test/sign-on/only-sign-on.test.ts'];
const SERVICE = 'src/sign-on/sign-on-service.ts';
const PROVIDERS = 'src/sign-on/provider/providers.ts';
const ATTEMPTS = 'src/sign-on/attempts.ts';
const FETCH = 'src/sign-on/provider/provider-fetch.ts';
const POLICY = 'src/sign-on/only-sign-on.ts';
const CONNECTIONS = 'src/sign-on/connection-service.ts';
const SESSIONS = 'src/accounts/session-service.ts';

export const signOn: readonly Fault[] = [
  {
    name: 'an ID token counts without its signature',
    file: PROVIDERS,
    find: 'openid.enableNonRepudiationChecks,',
    replace: '',
    tests: HOSTILE,
  },
  {
    name: 'the nonce of an ID token is not compared',
    file: PROVIDERS,
    find: 'expectedNonce: secrets.nonce,',
    replace: '',
    tests: HOSTILE,
  },
  {
    name: 'the state of an answer is not compared',
    file: PROVIDERS,
    find: 'expectedState: secrets.state,',
    replace: 'expectedState: openid.skipStateCheck,',
    tests: HOSTILE,
  },
  {
    name: 'a sign-in at a provider is ended twice',
    file: ATTEMPTS,
    find: '.findOneAndDelete({',
    replace: '.findOne({',
    tests: HOSTILE,
  },
  {
    name: 'a sign-in at a provider is ended an hour later',
    file: ATTEMPTS,
    find: 'expiresAt: trusted({ $gt: clock.date() }),',
    replace: '',
    tests: HOSTILE,
  },
  {
    name: 'the test of an owner ends as a sign-in',
    file: ATTEMPTS,
    find: 'personId: actor?.personId ?? null,\n        sessionId: actor?.sessionId ?? null,\n        expiresAt',
    replace: 'expiresAt',
    tests: HOSTILE,
  },
  {
    name: 'an answer of a provider may be of any size',
    file: FETCH,
    find: 'if (bytes > providerAnswerBytes)',
    replace: 'if (bytes > 1_000 * providerAnswerBytes)',
    tests: HOSTILE,
    title: 'too much',
  },
  {
    name: 'a request to a provider has no time limit',
    file: FETCH,
    find: 'AbortSignal.timeout(providerRequestMs)',
    replace: 'AbortSignal.timeout(1_000 * providerRequestMs)',
    tests: HOSTILE,
    title: 'too slowly',
  },
  {
    name: 'a provider at a private address is called in production',
    file: FETCH,
    find: 'if (!acceptsProvider(url, network)) throw',
    replace: 'if (!acceptsProvider(url, { ...network, isOpen: true })) throw',
    tests: HOSTILE,
    title: 'redirects',
  },
  {
    name: 'an address that the provider has not verified counts',
    file: 'src/sign-on/provider/claims.ts',
    find: "if (!isEmailVerified) problems.push('email_unverified');",
    replace: '',
    tests: SIGN_ON,
  },
  {
    name: 'an address of a foreign domain counts',
    file: 'src/sign-on/provider/claims.ts',
    find: "if (!domains.includes(domainOf(email))) problems.push('email_foreign');",
    replace: '',
    tests: SIGN_ON,
  },
  {
    name: 'a domain that the organisation has lost counts',
    file: SERVICE,
    find: 'return domains.filter((domain) => verified.includes(domain));',
    replace: 'return verified.length > 99 ? [] : domains;',
    tests: SIGN_ON,
  },
  {
    name: 'an account with the same address is linked with a wrong password',
    file: 'src/sign-on/own-proof.ts',
    find: 'await accounts.checkPassword(asPerson(accountId), proof.password);',
    replace: 'await accounts.checkPassword(asPerson(accountId), proof.password).catch(() => null);',
    tests: SIGN_ON,
  },
  {
    name: 'the password of an account is guessed without an end',
    file: 'src/sign-on/links.ts',
    find: '{ $inc: { attemptsLeft: -1 } }',
    replace: '{ $inc: { attemptsLeft: 0 } }',
    tests: SIGN_ON,
  },
  {
    name: 'a link by a mailed code goes around the second factor',
    file: 'src/sign-on/own-proof.ts',
    find: 'if (needsCode) await',
    replace: 'if (needsCode && proof.mailCode === undefined) await',
    tests: SIGN_ON,
  },
  {
    name: 'who made an account with the address of another keeps its password',
    file: 'src/accounts/account-service.ts',
    find: 'emailVerifiedAt: this.#parts.clock.date(), passwordHash: null }',
    replace: 'emailVerifiedAt: this.#parts.clock.date() }',
    tests: SIGN_ON,
  },
  {
    name: 'a person who was removed comes back by the provider',
    file: SERVICE,
    find: 'if (known && !(existing && (await this.#isMember(tenantId, existing.personId)))) throw departed();',
    replace: '',
    tests: SIGN_ON,
  },
  {
    name: 'a link is made although the account has another address by now',
    file: SERVICE,
    find: 'account.email === link.email && ',
    replace: '',
    tests: SIGN_ON,
  },
  {
    name: 'a session of a provider goes to the open space',
    file: SESSIONS,
    find: "if (session.signOn?.by === 'provider') throw providerSession();",
    replace: '',
    tests: SIGN_ON,
  },
  {
    name: 'a session of a provider adds a passkey to the account',
    file: SESSIONS,
    find: 'if (isOwn) await this.#checkOwn',
    replace: 'if (isOwn && personId === sessionId) await this.#checkOwn',
    tests: SIGN_ON,
  },
  {
    name: 'a session of a provider lasts as long as others',
    file: 'src/accounts/session-tokens.ts',
    find: 'return new Date(Math.min(end, endsBy?.getTime() ?? end));',
    replace: 'return new Date(endsBy ? end : end);',
    tests: SIGN_ON,
  },
  {
    name: 'another person of the provider proves a session',
    file: 'src/sign-on/own-sign-on.ts',
    find: 'if (known?.personId !== actor.personId) throw otherIdentity();',
    replace: 'if (!known?.personId) throw otherIdentity();',
    tests: SIGN_ON,
  },
  {
    name: 'running sessions of passwords go on after the switch',
    file: POLICY,
    find: "if (ways.length > 0) await this.#parts.sessions.endIn(tenantId, ways, 'sign_on_needed');",
    replace: 'if (ways.length > 99) return;',
    tests: ONLY,
  },
  {
    name: 'a password enters an organisation that asks for its provider',
    file: POLICY,
    find: 'return connection.isRequired ? [null] :',
    replace: 'return connection.isRequired ? [] :',
    tests: ONLY,
  },
  {
    name: 'an untested connection is switched on',
    file: CONNECTIONS,
    find: 'if (isActive && !current.testedAt) throw untested();',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'another client is switched on without a test',
    file: CONNECTIONS,
    find: '...(isOther && { testedAt: null, isActive: false }),',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'the secret of one client is sent to another provider',
    file: CONNECTIONS,
    find: 'if (isOther && !clientSecret) throw secretMissing();',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'nobody has to be able to enter in an emergency',
    file: CONNECTIONS,
    find: 'if (isRequired && chosen.length === 0) throw noBreakGlass();',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'an owner who was not chosen enters in an emergency',
    file: POLICY,
    find: 'if (chosen.length > 0) return chosen.includes(personId);',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'the other owners do not learn of an emergency access',
    file: 'src/sign-on/own-sign-on.ts',
    find: 'await ownerLetters.tell(tenantId, ({ name }) => breakGlassLetter(name, clock.date()));',
    replace: '',
    tests: ONLY,
  },
  {
    name: 'an emergency access leaves no entry in the log',
    file: 'src/sign-on/own-sign-on.ts',
    find: 'await store.note(tenantId, audit.entry({ chain: tenantId, actor: by, ...used }));',
    replace: 'audit.entry({ chain: tenantId, actor: by, ...used });',
    tests: ONLY,
  },
];
