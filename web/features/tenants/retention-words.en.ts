import type { words as ja } from './retention-words.ja.ts';

export const words: typeof ja = {
  title: 'Retention',
  rules: {
    messageDays: (days) => (days === null ? 'Messages are kept without a limit' : `Messages are kept for ${days} days`),
    roomDays: (days) =>
      days === null
        ? 'The text of closed rooms is kept without a limit'
        : `The text of closed rooms is kept for ${days} days`,
    auditDays: (days) =>
      days === null ? 'The audit log is kept as long as the server keeps it' : `The audit log is kept for ${days} days`,
  },
  fields: {
    messageDays: 'Messages',
    roomDays: 'Text of closed rooms',
    auditDays: 'Audit log',
  },
  hints: {
    messageDays: 'The conversations of matches, meals and channels.',
    roomDays: 'Counted from when it was written. The text of open rooms stays.',
    auditDays: 'It cannot be shorter than 90 days.',
  },
  days: (days) => (days === null ? 'No limit' : `${days} days`),
  asServer: 'As long as the server keeps it',
  noHold:
    'What is older disappears for everybody, and cannot be brought back. Nothing can be exempt (there is no legal hold). Copies in reports to the operators stay.',
  save: 'Change retention',
  saved: 'Retention changed.',
  savedForLater: 'It changes in 7 days. All owners are told.',
  shortenTitle: 'Keep it for a shorter time?',
  shorten: {
    messageDays: (days) => `Messages older than ${days} days will be deleted from everybody’s conversations.`,
    roomDays: (days) => `Text of closed rooms older than ${days} days will be deleted.`,
    auditDays: (days) => `Entries of the audit log older than ${days} days will be deleted.`,
  },
  sentences: (texts) => texts.join(' '),
  shortenText:
    'This begins in 7 days. Until then you can cancel it; what has been deleted cannot be brought back. All owners get a mail.',
  shortenAction: 'Keep it shorter',
  nextFrom: (time) => `From ${time}:`,
  cancel: 'Cancel the change',
  cancelled: 'The change is cancelled.',
};
