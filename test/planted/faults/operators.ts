/** Faults of operators: a role that holds too long or allows too much, a suspended person who comes back. */
import type { Fault } from '../fault.ts';

const PORTAL = ['test/operators/portal.test.ts'];
const SUSPENSIONS = ['test/operators/suspensions.test.ts'];
const DESK = ['test/operators/report-desk.test.ts'];

export const operators: readonly Fault[] = [
  {
    name: 'a role holds after the person has left the group',
    file: 'src/operators/portal-service.ts',
    find: 'if (!role?.permissions.includes(permission) || !names.has(held.role)) throw roleNeeded();',
    replace: 'if (!role?.permissions.includes(permission) || !names) throw roleNeeded();',
    tests: PORTAL,
    title: 'ends at once for a person who leaves the group',
  },
  {
    name: 'a role allows every permission',
    file: 'src/operators/portal-service.ts',
    find: 'if (!role?.permissions.includes(permission) || !names.has(held.role)) throw roleNeeded();',
    replace: 'if (!role || !permission || !names.has(held.role)) throw roleNeeded();',
    tests: ['test/hostile/operators.test.ts'],
    title: 'answer a role of one permission only where it is needed',
  },
  {
    name: 'a role does not end',
    file: 'src/operators/operator-store.ts',
    find: 'return held && held.expiresAt.getTime() > this.#parts.clock.now() ? held : null;',
    replace: 'return held;',
    tests: PORTAL,
    title: 'ends by itself after its time',
  },
  {
    name: 'a suspension goes on although the role has ended in the middle of it',
    file: 'src/operators/people-service.ts',
    find: '    await this.#checkTarget(acting, accountId);\n    await acting.recheck();\n    // The suspension first',
    replace: '    await this.#checkTarget(acting, accountId);\n    // The suspension first',
    tests: PORTAL,
    title: 'that ends in the middle of a request',
  },
  {
    name: 'a person approves their own role',
    file: 'src/operators/operator-store.ts',
    find: '        accountId: trusted({ $ne: exceptAccountId }),\n',
    replace: '        accountId: trusted({ $ne: exceptAccountId && "" }),\n',
    tests: PORTAL,
    title: 'is not approved by its own person',
    explained: 'Starting the role asks once more that it is of another person.',
  },
  {
    name: 'the last one who manages the operators can go',
    file: 'src/operators/group-service.ts',
    find: "if (accountsWith('operators:manage', groups.map(change), roles).size > 0) return;",
    replace: "if (accountsWith('operators:manage', groups, roles).size > 0 && change) return;",
    tests: PORTAL,
    title: 'always leave somebody who can manage them',
  },
  {
    name: 'a suspended person signs in',
    file: 'src/accounts/sign-in-service.ts',
    find: '    await this.#parts.suspensions.checkAccount(account._id);\n',
    replace: '',
    tests: SUSPENSIONS,
    title: 'is told only to somebody with the password',
  },
  {
    name: 'a sign-in at the moment of a suspension stays',
    file: 'src/accounts/sign-in-service.ts',
    find: 'return account !== null && current?.personId === person.personId && !isSuspended;',
    replace: 'return account !== null && current?.personId === person.personId && isSuspended !== null;',
    tests: SUSPENSIONS,
    title: 'refuses a sign-in that had checked the password before',
  },
  {
    name: 'a suspended person signs up with a plus in the address',
    file: 'src/accounts/mailbox.ts',
    find: "email.slice(0, at).split('+')",
    replace: "email.slice(0, at).split(' ')",
    tests: SUSPENSIONS,
    title: 'holds for a new account with the same mailbox',
  },
  {
    name: 'a suspended address can be taken by another account',
    file: 'src/accounts/email-change-service.ts',
    find: '    await this.#parts.suspensions.checkAddress(email);\n',
    replace: '',
    tests: SUSPENSIONS,
    title: 'holds for another account that wants the address',
  },
  {
    name: 'an operator decides about a report about themselves',
    file: 'src/reports/report-desk.ts',
    find: '.findOneAndUpdate({ _id, authorId: trusted({ $nin: exceptIds }) }, update',
    replace: '.findOneAndUpdate({ _id, authorId: trusted({ $nin: exceptIds.slice(0, 0) }) }, update',
    tests: DESK,
    title: 'keeps reports about operators from themselves',
  },
  {
    name: 'anybody may become an operator under the address of somebody else',
    file: 'src/operators/operator-rules.ts',
    find: 'if (emailVerifiedAt || !hasMail) return;',
    replace: 'if (emailVerifiedAt || hasMail) return;',
    tests: ['test/operators/portal.test.ts'],
    title: 'the address of an operator',
  },
];
