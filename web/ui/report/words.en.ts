import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  titles: {
    person: 'Report this person',
    topic: 'Report this topic',
    meal: 'Report this meal',
    room: 'Report this room',
    message: 'Report this message',
  },
  lead: 'Only the people who look into reports can read yours. The other person isn’t told.',
  reason: 'What comes closest?',
  reasonNeeded: 'Choose one reason.',
  reasons: {
    harassment: 'Harassment or threats',
    solicitation: 'Advertising or recruiting',
    hate: 'Hate or discrimination',
    sexual: 'Sexual content',
    privacy: 'Private information made public',
    impersonation: 'Pretending to be someone else',
    other: 'Something else',
  },
  words: 'Details',
  wordsHint: 'What is wrong with it, and what happened before.',
  send: 'Report',
  doneTitle: 'Thank you for reporting',
  againTitle: 'You reported this before',
  next: {
    operators:
      'The people who run this service will look at it and act if needed. The other person isn’t told who reported.',
    moderators:
      'The moderators of the community will look at it and act if needed. The other person isn’t told who reported.',
  },
  again: {
    operators: 'Your new report replaces the earlier one. The people who run this service will look at it.',
    moderators: 'The moderators of the community already have your report.',
  },
  danger: 'If you are in danger now, don’t wait: call the emergency services (110 in Japan).',
  blockTitle: (name) => `You can also block ${name}`,
};
