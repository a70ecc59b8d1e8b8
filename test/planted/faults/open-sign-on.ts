/** Faults in signing in to the open space by GitHub or a provider, and in the logouts that providers tell. */
import type { Fault } from '../fault.ts';

const OPEN = ['test/sign-on/open-sign-on.test.ts'];
const LINKS = ['test/sign-on/open-links.test.ts'];
const HOSTILE = ['test/sign-on/hostile-open-sign-on.test.ts'];
const LOGOUT = ['test/sign-on/back-channel-logout.test.ts'];
const GITHUB = 'src/sign-on/open/github.ts';
const SERVICE = 'src/sign-on/open/open-sign-on-service.ts';
const OWN = 'src/sign-on/open/own-open-sign-on.ts';
const STORE = 'src/sign-on/open/open-identities.ts';
const CHALLENGES = 'src/sign-on/open/open-challenges.ts';
const OPEN_LINKS = 'src/sign-on/open/open-links.ts';
const FLOW = 'src/sign-on/open/open-flow.ts';
const TOKEN = 'src/sign-on/provider/logout-token.ts';
const LOGOUTS = 'src/sign-on/logout/logouts.ts';
const RECEIVER = 'src/sign-on/logout/back-channel-logout.ts';
const SIGN_IN = 'src/accounts/sign-in-service.ts';
const SESSIONS = 'src/accounts/session-service.ts';
const WAYS = 'src/accounts/sign-in-ways.ts';

export const openSignOn: readonly Fault[] = [
  {
    name: 'an address of GitHub counts although it is not verified',
    file: GITHUB,
    find: 'primary && verified && !NO_REPLY.test(email)',
    replace: 'primary && (verified || true) && !NO_REPLY.test(email)',
    tests: HOSTILE,
    title: 'get nothing from an address that GitHub has not verified',
  },
  {
    name: 'an address of GitHub counts although it is not the primary one',
    file: GITHUB,
    find: 'primary && verified && !NO_REPLY.test(email)',
    replace: '(primary || true) && verified && !NO_REPLY.test(email)',
    tests: HOSTILE,
    title: 'get nothing from an address that GitHub has not verified',
  },
  {
    name: 'an account of GitHub is known by its login',
    file: GITHUB,
    find: 'String(user.id)',
    replace: 'user.login',
    tests: HOSTILE,
    title: 'login of GitHub that changed hands',
  },
  {
    name: 'the state of an answer of GitHub is not compared',
    file: GITHUB,
    find: 'expectedState: secrets.state,',
    replace: 'expectedState: openid.skipStateCheck,',
    tests: HOSTILE,
    title: 'of another state are refused',
  },
  {
    name: 'GitHub is not given a code verifier',
    file: GITHUB,
    find: "      code_challenge: await openid.calculatePKCECodeChallenge(secrets.codeVerifier),\n      code_challenge_method: 'S256',\n",
    replace: '',
    tests: HOSTILE,
    title: 'with a code that another attempt was given',
  },
  {
    name: 'an address of a provider counts although it is not verified',
    file: 'src/sign-on/open/oidc.ts',
    find: 'email: isEmailVerified ? email : null,',
    replace: 'email: isEmailVerified || true ? email : null,',
    tests: HOSTILE,
    title: 'get nothing from an address that the provider has not verified',
  },
  {
    name: 'an identity signs in to the account with the same address',
    file: SERVICE,
    find: '    throw await this.#challenge(provider, identity);',
    replace:
      "    const same = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, identity.email ?? '');\n    if (same) return this.#parts.signIns.startProven(same.personId, device);\n    throw await this.#challenge(provider, identity);",
    tests: HOSTILE,
    title: 'do not get in by an equal address',
  },
  {
    name: 'somebody links an identity with the address of another account',
    file: CHALLENGES,
    find: '.findOne({ _id: hashOf(challengeId), tenantId, accountId, expiresAt })',
    replace: '.findOne({ _id: hashOf(challengeId), tenantId, expiresAt })',
    tests: HOSTILE,
    title: 'cannot link by a session of another account',
  },
  {
    name: 'a challenge works for ever',
    file: CHALLENGES,
    find: '.findOne({ _id: hashOf(challengeId), tenantId, accountId, expiresAt })',
    replace: '.findOne({ _id: hashOf(challengeId), tenantId, accountId })',
    tests: HOSTILE,
    title: 'works once, and for ten minutes',
  },
  {
    name: 'an answer of one provider counts for another',
    file: FLOW,
    find: '    if (attempt.revision !== provider.revision) throw attemptExpired();\n',
    replace: '',
    tests: HOSTILE,
    title: 'of the other provider are refused',
  },
  {
    name: 'two sign-ups share one identity',
    file: STORE,
    find: 'throw identityTaken();\n  }\n\n  settle',
    replace: 'return;\n  }\n\n  settle',
    tests: HOSTILE,
    title: 'of one identity make one account',
  },
  {
    name: 'a sign-up that is refused keeps the identity',
    file: SERVICE,
    find: 'if (error instanceof ConflictError || error instanceof ForbiddenError) await identities.undo(identity);',
    replace: '',
    tests: OPEN,
    title: 'lets the form be sent again',
  },
  {
    name: 'the second factor is not asked for after a provider',
    file: SIGN_IN,
    find: '    const account = await this.#parts.accountService.findAccount(accountId);\n    await this.#parts.steps.require(account, identityId);',
    replace: '    const account = await this.#parts.accountService.findAccount(accountId);',
    tests: OPEN,
    title: 'asks for the second factor of the account',
  },
  {
    name: 'sign-ups with a provider are not counted',
    file: 'src/http/route.ts',
    find: "  if (name === 'openSignOn.signUp') await rateLimits.takeSignUp(null, address);\n",
    replace: '',
    tests: OPEN,
    title: 'counts as a sign-up of the client address',
  },
  {
    name: 'the address of an account that a provider made counts as verified',
    file: 'src/accounts/sign-up-service.ts',
    find: '      passwordHash,\n      emailVerifiedAt: null,',
    replace: '      passwordHash,\n      emailVerifiedAt: passwordHash === null ? this.#parts.clock.date() : null,',
    tests: OPEN,
    title: 'makes an account of somebody new',
  },
  {
    name: 'a session begins although the identity was unlinked',
    file: SIGN_IN,
    find: 'if (await this.#parts.hooks.noteIdentityUse(account._id, identityId)) return started;',
    replace: 'if ((await this.#parts.hooks.noteIdentityUse(account._id, identityId)) || true) return started;',
    tests: LINKS,
    title: 'start no session if they are removed while somebody signs in',
  },
  {
    name: 'a sign-in ends with the second step although its identity was unlinked',
    file: SIGN_IN,
    find: 'return identityId === null ? this.#start(account, input) : this.#startBy(identityId, account, input);',
    replace: 'return this.#start(account, input);',
    tests: LINKS,
    title: 'start no session if they are removed while a sign-in waits for its second step',
  },
  {
    name: 'the last way to sign in is removed',
    file: WAYS,
    find: 'if ((await this.#count(accountId)) <= 1) throw lastWayIn();',
    replace: '',
    tests: LINKS,
    title: 'cannot be removed until there is a password',
    explained: 'The ways are counted again afterwards, and the last one is put back.',
  },
  {
    name: 'two ways to sign in are removed at once',
    file: WAYS,
    find: '      if ((await this.#count(accountId)) > 0) return;\n',
    replace: '      if ((await this.#count(accountId)) >= 0) return;\n',
    tests: LINKS,
    title: 'comes back if another process',
  },
  {
    name: 'an identity is linked to an account whose address nobody has verified',
    file: OPEN_LINKS,
    find: "    if (how === 'settings') await this.#checkAddress(actor);\n",
    replace: '',
    tests: LINKS,
    title: 'whose address was not verified',
  },
  {
    name: 'a stranger keeps a way into an account that its owner got back',
    file: 'src/accounts/password-service.ts',
    find: '    if (!emailVerifiedAt) await this.#parts.hooks.claimAccount(personId);\n',
    replace: '',
    tests: LINKS,
    title: 'are removed by a new password',
  },
  {
    name: 'a thief keeps a way into an account whose address came back',
    file: 'src/accounts/email-change-service.ts',
    find: "    await this.#parts.hooks.claimAccount(accountId);\n    // Only after the address is back: if the process ends before this, the link still works.\n    await this.#parts.pastEmails.forgetSince(past);\n    await this.#voidMails(accountId);\n    await this.#parts.accountService.endSessions(accountId);\n    // Again: until now, a thief's session could add a way in.\n    await this.#parts.hooks.claimAccount(accountId);\n",
    replace:
      '    await this.#parts.pastEmails.forgetSince(past);\n    await this.#voidMails(accountId);\n    await this.#parts.accountService.endSessions(accountId);\n',
    tests: LINKS,
    title: 'are removed by undoing a change',
  },
  {
    name: 'any account of GitHub is a fresh proof',
    file: OWN,
    find: '    if (known?.accountId !== accountId) throw otherIdentity();\n',
    replace: '',
    tests: LINKS,
    title: 'comes from the linked account',
  },
  {
    name: 'a proof with GitHub needs no second factor',
    file: OWN,
    find: '    if (!isSecond && (await steps.isOn(accountId))) throw codeMissing();\n',
    replace: '',
    tests: LINKS,
    title: 'needs the second factor, too',
  },
  {
    name: 'a password is replaced without the current one',
    file: 'src/accounts/password-service.ts',
    find: '    if (passwordHash !== null) throw passwordExists();\n',
    replace: '',
    tests: LINKS,
    title: 'is not set twice',
  },
  {
    name: 'an identity is lost when the key of the server is replaced',
    file: STORE,
    find: 'trusted({ $in: hash.all(subject) })',
    replace: 'trusted({ $in: [hash.of(subject)] })',
    tests: LINKS,
    title: 'after the key of the server was replaced',
  },
  {
    name: 'a logout token for another client counts',
    file: TOKEN,
    find: '      audience: clientId,\n',
    replace: '',
    tests: LOGOUT,
    title: 'for another client',
  },
  {
    name: 'a logout token of another issuer counts',
    file: TOKEN,
    find: '      issuer,\n      audience',
    replace: '      audience',
    tests: LOGOUT,
    title: 'from another issuer',
  },
  {
    name: 'a token without the event of a logout ends sessions',
    file: TOKEN,
    find: 'if (!isLogout || nonce',
    replace: 'if ((!isLogout && events === undefined) || nonce',
    tests: LOGOUT,
    title: 'with another event',
  },
  {
    name: 'an ID token ends sessions',
    file: TOKEN,
    find: 'nonce !== undefined || iat === undefined',
    replace: 'iat === undefined',
    tests: LOGOUT,
    title: 'with a nonce, like an ID token',
  },
  {
    name: 'an old logout token counts',
    file: TOKEN,
    find: '      maxTokenAge: Math.ceil(maxAgeMs / 1_000),\n',
    replace: '',
    tests: LOGOUT,
    title: 'from an hour ago',
  },
  {
    name: 'a logout token is replayed',
    file: LOGOUTS,
    find: '    if (!isOpen) throw usedBefore();\n',
    replace: '',
    tests: LOGOUT,
    title: 'works once: who signs in again',
  },
  {
    name: 'a sign-in that was under way outlives the logout',
    file: LOGOUTS,
    find: 'const isLater = trusted({ $gt: issuedAt });',
    replace: 'const isLater = trusted({ $lt: issuedAt });',
    tests: LOGOUT,
    title: 'holds for a sign-in that was under way',
  },
  {
    name: 'a logout in one browser ends the sessions of all',
    file: SESSIONS,
    find: "      ...(sidHash !== null && { 'signOn.sidHash': personId === null ? sidHash : trusted({ $in: [sidHash, null] }) }),\n",
    replace: '',
    tests: LOGOUT,
    title: 'ends the session that was made in this browser',
  },
  {
    name: 'a logout ends nothing',
    file: RECEIVER,
    find: '    const ended = await this.#end(tenantId, target);',
    replace:
      '    const ended = { personId: null, sessions: 0, ...(target.sidHash === "x" && (await this.#end(tenantId, target))) };',
    tests: LOGOUT,
    title: 'ends all sessions of the person',
  },
];
