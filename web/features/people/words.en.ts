import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  tags: 'Interests',
  localTime: (time) => `${time} local time`,
  note: 'Note (only you see it)',
  noteHint: 'Write down what you talked about. It is saved automatically.',
  noteSaved: 'Saved.',
  noteWaits: 'Not saved yet. It is saved when you are back online.',
  edit: 'Edit profile',
  neverSuggest: 'Don’t suggest us to each other',
  neverSuggested: (name) => `You and ${name} are no longer suggested to each other. They are not told.`,
};
