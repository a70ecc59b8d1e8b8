import { counted } from '../../i18n/counted.ts';
import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  waiting: 'Waiting for you',
  showAll: (count) => `Show all (${count})`,
  showLess: 'Show fewer',
  person: (name) => name,
  people: (name, others) => (others > 0 ? `${name} and ${counted(others, 'other', 'others')}` : name),
  interest: (title) => `Interested in “${title}”`,
  proposal: (time) => `Proposed time: ${time}`,
  appointment: (time) => `Appointment: ${time}`,
  meal: (time) => `Meal: ${time}`,
  mealOffer: (time) => `A seat is held for you until ${time}`,
  mealRequests: (count) => `${counted(count, 'person asks', 'people ask')} for a seat`,
  communityRequests: (community) => `Asks to join “${community}”`,
  unread: (count) => `${count} unread ${count === '1' ? 'message' : 'messages'}`,
  newMatch: 'You matched',
  unreadConversations: (count) => counted(count, 'unread conversation', 'unread conversations'),
  live: 'Talking now',
  inside: (count) => `${counted(count, 'person', 'people')} inside`,
  news: 'Since last time',
  newMatches: (count) => `${count} new ${count === '1' ? 'match' : 'matches'}`,
  newInterests: (count) => `${count} new ${count === '1' ? 'interest' : 'interests'} in your topics`,
  newTopics: (count) => `${count} new ${count === '1' ? 'topic' : 'topics'} you may like`,
  newMeals: (count) => `${count} new ${count === '1' ? 'meal' : 'meals'} in your communities`,
};
