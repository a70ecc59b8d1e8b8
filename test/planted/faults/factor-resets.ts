/** Faults of the removal of lost second factors: too early, by the wrong people, or not to be prevented. */
import type { Fault } from '../fault.ts';

const RESETS = ['test/accounts/factor-resets.test.ts'];

export const factorResets: readonly Fault[] = [
  {
    name: 'lost second factors are removed before the delay is over',
    file: 'src/accounts/second-factors/factor-resets.ts',
    find: 'dueAt: new Date(clock.now() + limits.factorResetMs)',
    replace: 'dueAt: new Date(clock.now() + limits.factorResetMs / 2)',
    tests: RESETS,
    title: 'takes effect after the delay',
  },
  {
    name: 'lost second factors are removed although the person keeps them',
    file: 'src/accounts/second-factors/second-factor-store.ts',
    find: "      'reset.id': resetId,\n      'reset.dueAt': dueAt,\n      'reset.toldAt': trusted({ $ne: null }),\n      'reset.doneAt': null,\n",
    replace: "      ...(resetId && dueAt ? {} : { 'reset.id': resetId }),\n",
    tests: RESETS,
    title: 'is cancelled by the link of the letter, once',
  },
  {
    name: 'support removes second factors',
    file: 'src/protocol/permissions.ts',
    find: "  support: ['people:read', ",
    replace: "  support: ['people:read', 'people:reset_factors', ",
    tests: RESETS,
    title: 'needs its permission, which support does not have',
  },
  {
    name: 'the sessions of a person whose second factors were removed go on',
    file: 'src/accounts/second-factors/factor-resets.ts',
    find: '    await accounts.endSessions(accountId);\n',
    replace: '',
    tests: RESETS,
    title: 'takes effect after the delay',
  },
  {
    name: 'the sessions go on if the process ends right after the removal of the second factors',
    file: 'src/accounts/second-factors/factor-resets.ts',
    find: '    if (reset?.id !== resetId || !reset.doneAt) return;\n    await accounts.endSessions(accountId);\n',
    replace:
      '    if (reset?.id !== resetId || !reset.doneAt) return;\n    await store.closeReset(accountId, resetId);\n    await accounts.endSessions(accountId);\n',
    tests: RESETS,
    title: 'also if the process ended right after the removal',
  },
  {
    name: 'second factors are removed although the letter could not leave',
    file: 'src/accounts/second-factors/second-factor-store.ts',
    find: "      'reset.toldAt': trusted({ $ne: null }),\n",
    replace: '',
    tests: RESETS,
    title: 'waits for the whole delay after a letter that could not leave before',
  },
  {
    name: 'second factors are removed of a person who cannot be told',
    file: 'src/accounts/second-factors/factor-resets.ts',
    find: '    if (!emailVerifiedAt) {',
    replace: '    if (emailVerifiedAt === undefined) {',
    tests: RESETS,
    title: 'is for accounts with a factor and a verified address',
  },
  {
    name: 'an operator without the right to manage removes the second factors of another operator',
    file: 'src/operators/people-service.ts',
    find: '    const account = await accounts.findAccount(accountId);\n    await this.#checkTarget(acting, accountId);\n    await acting.recheck();\n    const after = { dueAt',
    replace:
      '    const account = await accounts.findAccount(accountId);\n    await acting.recheck();\n    const after = { dueAt',
    tests: RESETS,
    title: 'nobody does it to themselves',
  },
];
