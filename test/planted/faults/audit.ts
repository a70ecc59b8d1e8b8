/** Faults that lose entries of the audit log, or hide that somebody changed them. */
import type { Fault } from '../fault.ts';

const TRAIL = ['test/audit/audit-trail.test.ts'];
const VERIFY = ['test/audit/verify.test.ts'];
const TENANT = ['test/audit/tenant-audit.test.ts'];

export const audit: readonly Fault[] = [
  {
    name: 'an entry is taken out of its document without being appended',
    file: 'src/audit/audit-trail.ts',
    find: '    await this.#options.chains.append(entries);\n    const docs',
    replace: '    const docs',
    tests: TRAIL,
    title: 'links each entry to the one before',
  },
  {
    name: 'a deleted document takes an earlier entry along',
    file: 'src/audit/audit-trail.ts',
    find: 'await docs.deleteMany({ ...carriers, pendingAudit: { $size: 1 } });',
    replace: 'await docs.deleteMany(carriers);',
    tests: TRAIL,
    title: 'loses no entry that still waits',
  },
  {
    name: 'the number of a removed entry is used again',
    file: 'src/audit/audit-chains.ts',
    find: 'const ends = [last, ...found, this.#known.get(chain)]',
    replace: 'const ends = [last, this.#known.get(chain)]',
    tests: TRAIL,
    title: 'never takes a number again',
  },
  {
    name: 'a process that loses against another one drops its entries',
    file: 'src/audit/audit-chains.ts',
    find: '      missing = await this.#notStored(chain, missing);',
    replace: '      missing = (await this.#notStored(chain, missing)).slice(1);',
    tests: TRAIL,
    title: 'keeps one chain while several processes append',
  },
  {
    name: 'the sweep leaves the entries of a crash',
    file: 'src/audit/audit-sweep.ts',
    find: '      await trail.move(docs, left);',
    replace: '      if (madeBefore.getTime() < 0) await trail.move(docs, left);',
    tests: TRAIL,
    title: 'stores the entry in the write of the change',
  },
  {
    name: 'an entry that somebody else signed is accepted',
    file: 'src/audit/verify.ts',
    find: "if (state === 'wrong') throw new Found('forged', entry.seq);",
    replace: "if (state === 'unknown_key') throw new Found('forged', entry.seq);",
    tests: VERIFY,
    title: 'finds each of these changes also in an exported file',
  },
  {
    name: 'the end of a chain may be cut off',
    file: 'src/audit/verify.ts',
    find: "    if (head.seq > last) throw new Found('truncated', last + 1);\n",
    replace: '',
    tests: VERIFY,
    title: 'the last entry is removed',
  },
  {
    name: 'the link to the entry before is not checked',
    file: 'src/audit/verify.ts',
    find: 'if (before !== null && entry.previousHash !== before)',
    replace: "if (before === '-' && entry.previousHash !== before)",
    tests: VERIFY,
  },
  {
    name: 'members read the audit log',
    file: 'src/tenants/tenant-rules.ts',
    find: "read_audit: ['owner', 'admin'],",
    replace: "read_audit: ['owner', 'admin', 'member'],",
    tests: TENANT,
    title: 'is for owners and admins alone',
  },
  {
    name: 'a role changes without an entry',
    file: 'src/tenants/member-service.ts',
    find: "before === 'owner' ? null : entry",
    replace: "before === 'owner' ? null : null",
    tests: TENANT,
    title: 'tells who did what to whom',
  },
  {
    name: 'a reason runs as a formula in a spreadsheet',
    file: 'src/audit/csv.ts',
    find: "typeof value === 'string' && FORMULA.test(text)",
    replace: "typeof value === 'number' && FORMULA.test(text)",
    tests: TENANT,
    title: 'in which no cell is a formula',
  },
];
