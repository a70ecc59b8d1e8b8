import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  title: 'Talk now',
  lead: 'Meet someone who is free right now, just the two of you.',
  tag: 'Tag to talk about',
  tagHint: 'Leave empty for any tag.',
  start: 'Find someone',
  waiting: 'Waiting for someone.',
  waitingFor: (tag) => `Waiting for someone to talk about “${tag}”.`,
  waitingHint: 'You can use other screens while you wait. We will notify you when someone is there.',
  usual: (times) => `Busiest times: around ${times}`,
  leave: 'Stop waiting',
  paired: (name) => `${name} is here.`,
  enter: 'Enter the room',
  end: 'End',
  after: (name) => `You talked with ${name}.`,
  afterHint: 'Your answer stays private. If both of you want to stay in touch, you match.',
  stay: 'Stay in touch',
  notAgain: 'Don’t pair us again',
  later: 'Close',
  thanks: 'Answer saved.',
  matched: 'You matched. Continue in your conversation.',
};
