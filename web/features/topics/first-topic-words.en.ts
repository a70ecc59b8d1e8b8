import type { words as ja } from './first-topic-words.ja.ts';

export const words: typeof ja = {
  kind: 'Kind of topic',
  subject: 'Subject',
  subjectHints: {
    teach: 'For example: ownership in Rust',
    ask: 'For example: debugging a Kubernetes outage',
    discuss: 'For example: keeping a side project alive',
  },
  titles: {
    teach: (subject) => `I can explain ${subject}`,
    ask: (subject) => `Show me how you do this: ${subject}`,
    discuss: (subject) => `Let’s talk over a meal about ${subject}`,
  },
  preview: 'How it looks',
  post: 'Post topic',
};
