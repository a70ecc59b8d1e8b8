import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  title: 'Welcome',
  step: (step, steps) => `Step ${step} of ${steps}`,
  later: 'Later',
  tagsTitle: 'Pick three tags that you like',
  tagsLead: 'Topics and people close to them are recommended to you. You can change them later.',
  tagsOffered: 'Popular tags',
  next: 'Next',
  foundTitle: (tag) => `Topics and people with #${tag}`,
  foundNone: (tag) => `There is no topic with #${tag} yet. You can post the first one.`,
  liveRooms: 'Rooms in which people talk now',
  cardTitle: 'Post one topic',
  cardLead: 'Others press “Interested”. If you want to talk as well, it is a match.',
  firstTitle: 'First steps',
  pickTags: 'Pick the tags that you like',
  invite: 'Send a friend the link',
  openRoom: 'Open a room and wait',
  roomTitle: (name) => `${name}’s room`,
  openRoomHint: 'People who asked to be called in for the same tags are told.',
};
