import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  title: 'It starts with what you want to talk about.',
  lead: 'Where engineers talk as easily as over a meal. Post one thing you would like to talk about, and people who are interested will come by.',
  start: 'Get started',
  how: 'How it works',
  step1: 'Post a topic',
  step1Hint: 'Something to teach, to ask, or just to discuss. Work or hobby.',
  step2: 'Press “Interested”',
  step2Hint: 'You match only when both of you want to talk.',
  step3: 'Chat, then talk',
  step3Hint: 'Exchange messages, then drop into a room and talk by voice.',
  samples: 'Examples of topics',
  sample1: 'Rust ownership finally clicked, and I want to tell someone',
  sample2: 'Home servers: what do you do about the power bill?',
  sample3: 'Welcome to the deep end of spice curry',
  interested: 'Interested',
};
