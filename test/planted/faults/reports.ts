/** Faults in reports: who may report what, who reads it, and what is kept. */
import type { Fault } from '../fault.ts';

const REPORTS = ['test/reports/reports.test.ts'];
const LETTERS = ['test/reports/report-letters.test.ts'];
const SERVICE = 'src/reports/report-service.ts';

export const reports: readonly Fault[] = [
  {
    name: 'a moderator reads who reported their own message',
    file: SERVICE,
    find: 'if (moderators.has(authorId)) return null;',
    replace: 'if (moderators.has(actor.personId)) return null;',
    tests: REPORTS,
    title: 'of a message that a moderator wrote go to the operators',
  },
  {
    name: 'people can report themselves',
    file: SERVICE,
    find: 'if (thing.authorId === actor.personId) {',
    replace: 'if (report.id === actor.sessionId) {',
    tests: REPORTS,
    title: 'cannot be about oneself',
  },
  {
    name: 'a second report replaces nothing',
    file: SERVICE,
    find: 'if (!isNew) await this.#replaceWords(actor, report);',
    replace: 'if (isNew) await this.#replaceWords(actor, report);',
    tests: REPORTS,
    title: 'another one replaces the reason and the words',
  },
  {
    name: 'reports count for ever, not for a day',
    file: SERVICE,
    find: 'createdAt: trusted({ $gt: dayAgo })',
    replace: 'createdAt: trusted({ $lte: createdAt })',
    tests: REPORTS,
    title: 'are limited for each person and day',
  },
  {
    name: 'reports about an erased person are kept',
    file: 'src/reports/report-model.ts',
    find: 'authorId: person.deletesDocument,',
    replace: 'authorId: withDocument,',
    tests: REPORTS,
    title: 'are deleted after a time, and with either person',
  },
  {
    name: 'a text that a block withholds can be reported, and read in no other way',
    file: 'src/conversations/conversation-service.ts',
    find: 'if (message?.id !== id || message.isHidden) {',
    replace: 'if (message?.id !== id) {',
    tests: REPORTS,
    title: 'cannot be about what the reporter does not see',
  },
  {
    name: 'changing one report again and again sends a letter each time',
    file: 'src/reports/report-letters.ts',
    find: 'const free = limits.reportLettersPerHour - sent.length;',
    replace: 'const free = limits.reportLettersPerHour - sent.length * 0;',
    tests: LETTERS,
    title: 'do not exceed that number',
  },
  {
    name: 'reports that wait for the next hour are never sent',
    file: 'src/reports/report-letters.ts',
    find: 'if (letters.flat().length < waiting.length) await',
    replace: 'if (letters.flat().length > waiting.length) await',
    tests: LETTERS,
    title: 'sum up what exceeds the number of letters in an hour',
  },
  {
    name: 'a report that was mailed is mailed again',
    file: 'src/reports/report-letters.ts',
    find: '{ _id, tenantId, changedAt }, { $set: { mailedAt } }',
    replace: '{ _id, tenantId, changedAt }, { $set: { mailedAt: null } }',
    tests: LETTERS,
    title: 'are one for each report',
  },
  {
    name: 'a reported text passes for a part of the letter',
    file: 'src/reports/report-letter.ts',
    find: "return text.split('\\n').map((line) => `> ${line}`);",
    replace: 'return [`> ${text}`];',
    tests: LETTERS,
    title: 'quoted',
  },
  {
    name: 'the page about privacy promises less than is kept',
    file: 'src/http/meta-routes.ts',
    find: 'return Math.ceil(ms / DAY_MS);',
    replace: 'return Math.floor(ms / DAY_MS);',
    tests: ['test/http/about.test.ts'],
  },
  {
    name: 'a report can be sent without a reason',
    file: 'web/ui/report/report-steps.tsx',
    find: 'reason ? {} : { reason: words.reasonNeeded }',
    replace: 'reason ? {} : {}',
    tests: ['test/e2e/reports.test.ts'],
    title: 'a message by keyboard needs a reason',
  },
];
