/** Faults of the archive of a person's data: something is missing, or something of others is in it. */
import type { Fault } from '../fault.ts';

const CONTENT = ['test/exports/archive-content.test.ts'];
const ARCHIVE = ['test/exports/data-exports.test.ts'];
const MODELS = ['test/database/exported-fields.test.ts'];
const ALL_OF_IT = 'has a file for every collection with something of theirs';
const NOTHING_OF_OTHERS = 'has nothing that others have typed for others';
const NO_SECRET = 'has no secret and no field of the program';
const WITHOUT_BLOCKED = 'leaves out the words and the name of somebody in a block';

export const exports: readonly Fault[] = [
  {
    name: 'the archive has the data of one field that names the person only',
    file: 'src/exports/export-rows.ts',
    find: '$or: file.by.map(',
    replace: '$or: file.by.slice(0, 1).map(',
    tests: CONTENT,
    title: ALL_OF_IT,
  },
  {
    name: 'the archive skips a document where a file ends',
    file: 'src/exports/export-rows.ts',
    find: '$and: [{ _id: { $gt: after } }]',
    replace: '$and: [{ _id: { $lt: after } }]',
    tests: ARCHIVE,
    title: 'has all of a long list',
  },
  {
    name: 'the archive has what was written in channels by everyone',
    file: 'src/conversations/conversation-export.ts',
    find: "const isWhole = doc.kind === 'match' && !isApart;",
    replace: 'const isWhole = !isApart;',
    tests: CONTENT,
    title: 'of a channel only their own',
  },
  {
    name: 'the archive has the words of somebody in a block',
    file: 'src/conversations/conversation-export.ts',
    find: "const isWhole = doc.kind === 'match' && !isApart;",
    replace: "const isWhole = doc.kind === 'match';",
    tests: ARCHIVE,
    title: WITHOUT_BLOCKED,
  },
  {
    name: 'the archive names somebody in a block',
    file: 'src/exports/export-rows.ts',
    find: 'apart.has(id) ? null : ',
    replace: 'apart.size < 0 ? null : ',
    tests: CONTENT,
    title: NOTHING_OF_OTHERS,
  },
  {
    name: 'the archive has the conversation of two that the person is not in',
    file: 'src/conversations/conversation-export.ts',
    find: 'personIds.includes(personId) || written.has(_id)',
    replace: 'personIds.length > 0 || written.has(_id)',
    tests: ARCHIVE,
    title: 'has no conversation of others',
  },
  {
    name: 'the archive has the hash of the password',
    file: 'src/accounts/account-model.ts',
    find: "copied: ['email', 'emailVerifiedAt', 'createdAt'],",
    replace: "copied: ['email', 'emailVerifiedAt', 'createdAt', 'passwordHash'],",
    tests: CONTENT,
    title: NO_SECRET,
  },
  {
    name: 'the archive has the address of a push device, which is a secret',
    file: 'src/notifications/delivery/push-device-model.ts',
    find: 'new URL(endpoint).host',
    replace: 'endpoint',
    tests: CONTENT,
    title: NO_SECRET,
  },
  {
    name: 'a note is not exported, and nobody has decided that',
    file: 'src/notes/note-model.ts',
    find: "copied: ['text', 'updatedAt'],",
    replace: "copied: ['updatedAt'],",
    tests: MODELS,
    title: 'is declared for every field that names a person or that a person typed',
  },
  {
    name: 'an archive outlives a change of the password',
    file: 'src/exports/archive-maker.ts',
    find: 'hasCredentials({ tenantId: PUBLIC_TENANT, personId: _id }, credentialsVersion)',
    replace: 'hasCredentials({ tenantId: PUBLIC_TENANT, personId: _id }, credentialsVersion).then(() => true)',
    tests: ARCHIVE,
    title: 'ends with the credentials',
  },
  {
    name: 'an archive is given out after it has expired',
    file: 'src/exports/archive-maker.ts',
    find: 'if (expiresAt <= this.#parts.clock.date())',
    replace: 'if (expiresAt < new Date(0))',
    tests: ARCHIVE,
    title: 'expires after three days',
  },
  {
    name: 'an archive that lost its right stays in the database for days',
    file: 'src/exports/archive-maker.ts',
    find: "if (!(await this.holds(doc))) return this.#end(doc, 'none');\n    await this.#parts.jobs.schedule(keepJob",
    replace: 'await this.#parts.jobs.schedule(keepJob',
    tests: ARCHIVE,
    title: 'removed within an hour',
  },
  {
    name: 'a removed archive leaves the file that was being made',
    file: 'src/exports/archive-maker.ts',
    find: "if (state !== 'making') return this.#parts.store.removeArchive(doc);",
    replace: "if (state !== 'making') return;",
    tests: ARCHIVE,
    title: 'leaves nothing of a file that was being made',
  },
  {
    name: 'the archive stays when the person leaves an organisation',
    file: 'src/exports/data-export-service.ts',
    find: "const found = { tenantId: PUBLIC_TENANT, 'people.personId': personId };",
    replace: "const found = { tenantId: PUBLIC_TENANT, 'people.0.personId': personId };",
    tests: ARCHIVE,
    title: 'is removed when the person leaves one of them',
  },
  {
    name: 'archives can be asked for without end',
    file: 'src/exports/data-export-service.ts',
    find: '.findOneAndUpdate({ ...free, ...isCounted }, update,',
    replace:
      '.findOneAndUpdate({ ...isCounted, ...free, [`requests.${max - 1}`]: trusted({ $not: { $gt: new Date(8e15) } }) }, update,',
    tests: ARCHIVE,
    title: 'at most three times a day',
  },
  {
    name: 'an open computer gives out the archive',
    file: 'src/protocol/routes/data-exports.ts',
    find: "path: '/account/export/file',\n    auth: 'required',\n    proof: 'fresh',",
    replace: "path: '/account/export/file',\n    auth: 'required',",
    tests: ARCHIVE,
    title: 'needs a fresh proof',
  },
  {
    name: 'a range of the archive is a byte short',
    file: 'src/http/send.ts',
    find: "'content-length': to - from + 1 });\n  await",
    replace: "'content-length': to - from });\n  await",
    tests: ARCHIVE,
    title: 'is downloaded whole or in ranges',
  },
  {
    name: 'caches on the way keep the archive',
    file: 'src/http/send.ts',
    find: "'cache-control': 'no-store',\n    'content-security-policy'",
    replace: "'cache-control': 'private',\n    'content-security-policy'",
    tests: ARCHIVE,
    title: 'is downloaded whole or in ranges',
  },
  {
    name: 'the page of the archive runs what people have typed',
    file: 'src/exports/archive-page.ts',
    find: "return value.replace(/[&<>\"']/g, (char) => ESCAPES[char] ?? '');",
    replace: "return value.replace(/[&\"']/g, (char) => ESCAPES[char] ?? '');",
    tests: ['test/e2e/data-export.test.ts'],
    title: 'is asked for, made and downloaded on a ',
  },
  {
    name: 'a process past its lease removes the archive that another one has finished',
    file: 'src/exports/archive-maker.ts',
    find: "    if (state === 'ready') return;\n    if (state !== 'making')",
    replace: "    if (state !== 'making')",
    tests: ['test/exports/data-exports.test.ts'],
    title: 'stays if a process that was past its lease finds that another one has finished it',
  },
  {
    name: 'an archive that a kill has interrupted begins again from the same file',
    file: 'src/exports/archive-files.ts',
    find: 'return { file, next: next.step < steps.length ? next : null };',
    replace:
      'return { file, next: place.step + 1 < steps.length ? { step: place.step + 1, after: null, nth: 0 } : null };',
    tests: ARCHIVE,
    title: 'has all of a long list',
  },
];
