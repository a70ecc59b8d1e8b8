import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  title: 'It’s a match',
  text: (name) => `You and ${name} can talk now.`,
  open: 'Start the conversation',
  openLater: 'Open conversation',
  later: 'Later',
  newInterest: (name, topic) => `${name} is interested in “${topic}”.`,
  see: 'See',
};
