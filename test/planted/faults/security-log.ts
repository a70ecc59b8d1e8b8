/** Faults in the security log: what leaves no line, whom a line does not name, and what must not be in it. */
import type { Fault } from '../fault.ts';

const REQUESTS = ['test/http/security-log.test.ts'];
const LINES = ['test/kernel/security-log.test.ts'];

export const securityLog: readonly Fault[] = [
  {
    name: 'a token in the place of an id gets into the log',
    file: 'src/kernel/security-log.ts',
    find: "value === PUBLIC_TENANT || isId(value) ? value : 'malformed'",
    replace: "value === PUBLIC_TENANT || isId(value) || value !== '' ? value : 'malformed'",
    tests: LINES,
    title: 'writes ids, and nothing that a client sends in their place',
  },
  {
    name: 'many refusals hide what was done in the security log',
    file: 'src/kernel/security-log.ts',
    find: 'const { total, perActor, written, byActor } = this.#budgets[outcome];',
    replace: 'const { total, perActor, written, byActor } = this.#budgets.refused;',
    tests: LINES,
    title: 'writes what was done, however much was refused',
  },
  {
    name: 'nobody learns that lines of the security log are missing',
    file: 'src/kernel/security-log.ts',
    find: 'this.#budgets[outcome].leftOut++;',
    replace: 'this.#budgets[outcome].leftOut += outcome ? 0 : 1;',
    tests: LINES,
    title: 'tells once how many it left out',
  },
  {
    name: 'one visitor can fill the security log',
    file: 'src/kernel/security-log.ts',
    find: 'if (written >= total || ofActor >= perActor) {',
    replace: 'if (written >= total) {',
    tests: LINES,
    title: 'writes so many lines of one actor a minute',
  },
  {
    name: 'a failed sign-in does not say whose account it was',
    file: 'src/accounts/sign-in-service.ts',
    find: 'throw wrongCredentials(account?._id);',
    replace: 'throw wrongCredentials();',
    tests: REQUESTS,
    title: 'tells of failed sign-ins, with the account',
  },
  {
    name: 'a refused request leaves no line in the security log',
    file: 'src/http/route.ts',
    find: 'recordRefused(parts.security, name, call, error);',
    replace: 'if (call.actor) recordRefused(parts.security, name, call, error);',
    tests: REQUESTS,
    title: 'tells in one line of every request that needs a token and has none',
  },
  {
    name: 'a copied refresh token leaves no line of its own',
    file: 'src/accounts/session-service.ts',
    find: "event: 'refresh_token_reused', ",
    replace: '',
    tests: REQUESTS,
    title: 'in one line',
  },
  {
    name: 'asking for a private community leaves no line',
    file: 'src/communities/community-access.ts',
    find: 'throw noSuchCommunity().about({ isHidden: true });',
    replace: 'throw noSuchCommunity();',
    tests: REQUESTS,
    title: 'tells when someone asks for what exists and is hidden from them',
  },
  {
    name: 'the security log has the address of a client',
    file: 'src/kernel/security-log.ts',
    find: 'this.#write({ event, outcome, ',
    replace: 'this.#write({ event, outcome, address, ',
    tests: REQUESTS,
    title: 'tells of failed sign-ins, with the account',
  },
  {
    name: 'a refused socket request leaves no line',
    file: 'signaling/handle.ts',
    find: 'recordRefusal(security, error, {',
    replace: 'if (!socket.connected) recordRefusal(security, error, {',
    tests: REQUESTS,
    title: 'tells of refused socket requests and connections',
  },
];
