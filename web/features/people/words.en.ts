import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  tags: 'Interests',
  localTime: (time) => `${time} local time`,
  edit: 'Edit profile',
  keepApart: 'Don’t suggest us to each other',
  keptApart: (name) => `You and ${name} are no longer suggested to each other. They are not told.`,
};
