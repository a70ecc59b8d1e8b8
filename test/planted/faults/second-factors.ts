/** Faults in second factors, passkeys and fresh proofs. */
import type { Fault } from '../fault.ts';

const FACTORS = ['test/accounts/second-factors.test.ts'];
const PASSKEYS = ['test/accounts/passkeys.test.ts'];
const PROOF = ['test/accounts/proof.test.ts'];
const STORE = 'src/accounts/second-factors/second-factor-store.ts';
const RACES = ['test/accounts/session-races.test.ts'];
const CODES = ['test/accounts/recovery-codes.test.ts'];

export const secondFactors: readonly Fault[] = [
  {
    name: 'a route that needs a fresh proof works without one',
    file: 'src/http/route.ts',
    find: 'if (definition.proof && call.actor)',
    replace: 'if (definition.proof && call.actor === null)',
    tests: PROOF,
  },
  {
    name: 'a switch of the organisation is a fresh proof',
    file: 'src/accounts/session-service.ts',
    find: 'provenAt: session.provenAt ?? NEVER',
    replace: 'provenAt: new Date(this.#clock.now())',
    tests: PROOF,
  },
  {
    name: 'a proof is the password alone, although the account has a second factor',
    file: 'src/accounts/proof-service.ts',
    find: 'if (await steps.isOn(_id))',
    replace: 'if (code && (await steps.isOn(_id)))',
    tests: FACTORS,
  },
  {
    name: 'the code of an app counts twice',
    file: STORE,
    find: 'trusted({ $lt: step })',
    replace: 'trusted({ $lte: step })',
    tests: FACTORS,
  },
  {
    name: 'a recovery code counts twice at once',
    file: STORE,
    find: 'const hasIt = { ...keyOf(accountId), recoveryHashes: hash };',
    replace: 'const hasIt = keyOf(accountId);',
    tests: FACTORS,
  },
  {
    name: 'the challenge of a sign-in counts twice',
    file: 'src/accounts/second-factors/sign-in-challenges.ts',
    find: 'if (deletedCount === 0) throw challengeExpired();',
    replace: '',
    tests: FACTORS,
  },
  {
    name: 'the challenge of a sign-in has attempts without end',
    file: 'src/accounts/second-factors/sign-in-challenges.ts',
    find: 'attemptsLeft: trusted({ $gt: 0 }),',
    replace: '',
    tests: FACTORS,
  },
  {
    name: 'the second step finishes a sign-in with a former password',
    file: 'src/accounts/sign-in-service.ts',
    find: 'deletedAt: null, credentialsVersion };',
    replace: 'deletedAt: null };',
    tests: FACTORS,
  },
  {
    name: 'recovery codes outlive the last factor',
    file: 'src/accounts/second-factors/second-factor-store.ts',
    find: '{ ...keyOf(accountId), ...WITHOUT_FACTOR }',
    replace: '{ ...keyOf(accountId), $nor: [WITHOUT_FACTOR] }',
    tests: FACTORS,
  },
  {
    name: 'guesses at the second step are not counted for the account',
    file: 'src/http/rate-limit.ts',
    find: 'if (deviceId === null) await this.#consume(this.#secondStepByAccount, accountId);',
    replace: '',
    tests: FACTORS,
  },
  {
    name: 'the challenge of a passkey counts twice',
    file: 'src/accounts/second-factors/passkey-challenges.ts',
    find: 'return deletedCount === 1 ? challenge : null;',
    replace: 'return deletedCount >= 0 ? challenge : null;',
    tests: PASSKEYS,
  },
  {
    name: 'a passkey of another account proves who uses this session',
    file: 'src/accounts/second-factors/passkey-service.ts',
    find: '!== id) throw otherPasskey();',
    replace: '=== null) throw otherPasskey();',
    tests: PASSKEYS,
  },
  {
    name: 'passkeys are added without a limit',
    file: STORE,
    find: '[isFull]: trusted({ $exists: false })',
    replace: '[isFull]: trusted({ $ne: 1 })',
    tests: PASSKEYS,
  },
  {
    name: 'a session that moves while all others end stays',
    file: 'src/accounts/account-service.ts',
    find: '    await this.#endSessions(accountId, again);\n',
    replace: '',
    tests: RACES,
    title: 'also ends one that moves to another organisation',
  },
  {
    name: 'a sign-in at the moment in which all sessions end stays',
    file: 'src/accounts/sign-in-service.ts',
    find: 'passwordHash, ...version, deletedAt: null })',
    replace: 'passwordHash, deletedAt: null })',
    tests: RACES,
    title: 'refuses a second step that was right just before',
  },
  {
    name: 'two factors that are added at once give two sets of recovery codes',
    file: 'src/accounts/second-factors/second-factor-store.ts',
    find: "const hasNone = { ...keyOf(accountId), 'recoveryHashes.0': trusted({ $exists: false }) };",
    replace: 'const hasNone = keyOf(accountId);',
    tests: CODES,
    title: 'are one set for two factors',
  },
  {
    name: 'the recovery codes of a new factor go with the former one',
    file: 'src/accounts/second-factors/second-factor-store.ts',
    find: '{ ...keyOf(accountId), ...WITHOUT_FACTOR }',
    replace: 'keyOf(accountId)',
    tests: CODES,
    title: 'stay if another factor is added',
  },
  {
    name: 'guesses in a session are counted for each organisation',
    file: 'src/http/route.ts',
    find: 'takeFactorCode((await accounts.accountOf(call.actor)).id)',
    replace: 'takeFactorCode(call.actor.personId)',
    tests: FACTORS,
    title: 'by somebody with an open session are counted too',
  },
];
