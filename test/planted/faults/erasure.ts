/** Faults that leave something of a deleted person. */
import type { Fault } from '../fault.ts';

const ERASURE = ['test/accounts/erasure.test.ts'];
const LEAVES = 'keeps only what the models declare as kept';

export const erasure: readonly Fault[] = [
  {
    name: 'the documents of a deleted person stay',
    file: 'src/accounts/erasure.ts',
    find: "if (field.fate === 'deleted' && !field.byFeature) {",
    replace: "if (field.fate === 'deleted' && field.byFeature) {",
    tests: ERASURE,
    title: LEAVES,
  },
  {
    name: 'fields that name a deleted person stay',
    file: 'src/accounts/erasure.ts',
    find: 'await docs.updateMany(filter, field.update(whom.id, path));',
    replace: 'field.update(whom.id, path);',
    tests: ERASURE,
    title: LEAVES,
  },
  {
    name: 'the address of a deleted account stays in invitations',
    file: 'src/accounts/erasure.ts',
    find: 'if (provenEmail !== null) await',
    replace: 'if (provenEmail === null) await',
    tests: ERASURE,
    title: LEAVES,
  },
  {
    name: 'anyone can delete what others have mailed to a stranger',
    file: 'src/accounts/account-service.ts',
    find: 'provenEmail: account.emailVerifiedAt ? email : null',
    replace: 'provenEmail: account.emailVerifiedAt === undefined ? null : email',
    tests: ERASURE,
    title: 'leaves what others have mailed to an address that the account has not proven',
  },
  {
    name: 'the repetition of a deletion goes with the organisation of its last member',
    file: 'src/accounts/erasure.ts',
    find: 'tenantId: PUBLIC_TENANT,\n      dueAt,',
    replace: 'tenantId,\n      dueAt,',
    tests: ERASURE,
    title: 'also removes what arrives late in an organisation that is deleted with its last member',
  },
  {
    name: 'messages of a deleted person in channels keep their author',
    file: 'src/conversations/conversation-eraser.ts',
    find: 'for (const id of written) {',
    replace: 'for (const id of written.slice(1)) {',
    tests: ERASURE,
    title: LEAVES,
  },
  {
    name: 'a new field about people needs no declaration',
    file: 'src/rounds/round-answer-model.ts',
    find: '    personId: person.deletesDocument,\n',
    replace: '',
    tests: ['test/database/personal-fields.test.ts'],
    title: 'is declared for every field that can hold text or an id',
  },
  {
    name: 'a deletion is not repeated',
    file: 'src/accounts/erasure.ts',
    find: 'await jobs.schedule(againJob,',
    replace: 'if (limits.eraseAgainMs === 0) await jobs.schedule(againJob,',
    tests: ERASURE,
    title: 'also removes what arrives late',
  },
  {
    name: 'the repeated deletion of a person ends a ban that is kept',
    file: 'src/communities/moderation/kept-bans.ts',
    find: 'if (membership.addressHash && bannedUntil > clock.date()) return;',
    replace: '',
    tests: ERASURE,
    title: 'also removes what arrives late',
  },
  {
    name: 'the author of messages is the same in all conversations',
    file: 'src/conversations/conversation-eraser.ts',
    find: `return \`\${DELETED_PERSON_ID}-\${newId()}\`;`,
    replace: `return \`\${DELETED_PERSON_ID}-\${newId().slice(0, 4)}\`;`,
    tests: ERASURE,
    title: 'keeps the conversation for the other person, with an anonymous author',
  },
  {
    name: 'the profile of a deleted person ends before the rest',
    file: 'src/kernel/hooks.ts',
    find: 'of this.#contributors.toReversed()',
    replace: 'of this.#contributors',
    tests: ERASURE,
    title: 'announces the end of the profile after everything else is gone',
  },
  {
    name: 'the conversation of two deleted people stays',
    file: 'src/conversations/conversation-eraser.ts',
    find: 'if (isOver) await this.remove(tenantId, _id);',
    replace: '',
    tests: ERASURE,
    title: 'deletes the conversation when both people are deleted',
  },
];
