/** The rows of "waiting for you": where each leads, and what it says. */
import type { Conversation, HomeWaiting, ProfileSummary } from '@meshi/client';
import { badgeCount } from '../../i18n/counted.ts';
import { fullTime, timeRange } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { homeWords } from './words.ts';

export interface WaitingRow {
  key: string;
  to: string;
  /** Whose face is shown, or which icon. */
  face: ProfileSummary | 'meal' | 'conversation';
  title: string;
  text: string;
}

/** More unread conversations than this are one row. */
const MAX_CONVERSATIONS = 3;

/** Returns a function that makes a row; `null` for a kind that is newer than this app, or if nobody is in it. */
export function useWaitingRow(): (waiting: HomeWaiting) => WaitingRow | null {
  const words = useWords(homeWords);
  const { language } = useLanguage();
  return (waiting) => {
    switch (waiting.kind) {
      case 'interest': {
        const { people, count, topicId, topicTitle } = waiting;
        const [newest] = people;
        if (!newest) return null;
        return {
          key: `interest ${topicId}`,
          to: `/topics/mine/${topicId}`,
          face: newest,
          title: words.people(newest.displayName, count - 1),
          text: words.interest(topicTitle),
        };
      }
      case 'community_requests': {
        const { people, count, communityId, communityName } = waiting;
        const [newest] = people;
        if (!newest) return null;
        return {
          key: `community_requests ${communityId}`,
          to: `/communities/${communityId}/moderation`,
          face: newest,
          title: words.people(newest.displayName, count - 1),
          text: words.communityRequests(communityName),
        };
      }
      case 'proposal':
      case 'appointment': {
        const { kind, conversationId, person } = waiting;
        const room = waiting.kind === 'appointment' ? waiting.roomId : null;
        return {
          key: `${kind} ${conversationId}`,
          to: room === null ? `/conversations/${conversationId}` : `/rooms/${room}`,
          face: person,
          title: words.person(person.displayName),
          text: words[kind](timeRange(waiting, language)),
        };
      }
      case 'meal':
      case 'meal_offer':
      case 'meal_requests': {
        const { kind, mealId, title } = waiting;
        const text =
          waiting.kind === 'meal'
            ? words.meal(timeRange(waiting, language))
            : waiting.kind === 'meal_offer'
              ? words.mealOffer(fullTime(waiting.holdUntil, language))
              : words.mealRequests(waiting.count);
        return { key: `${kind} ${mealId}`, to: `/meals/${mealId}`, face: 'meal', title, text };
      }
      default:
        return null;
    }
  };
}

/** A row for each unread conversation that is not muted, or one for all if there are many. */
export function useUnreadRows(): (conversations: readonly Conversation[]) => WaitingRow[] {
  const words = useWords(homeWords);
  const { person: shared } = useWords();
  return (conversations) => {
    const unread = conversations.filter(({ unreadCount, isNew, mute }) => !mute && (unreadCount > 0 || isNew));
    if (unread.length > MAX_CONVERSATIONS) {
      const title = words.unreadConversations(unread.length);
      return [{ key: 'unread', to: '/conversations', face: 'conversation', title, text: '' }];
    }
    return unread.map(({ id, person, title, unreadCount }) => ({
      key: `unread ${id}`,
      to: `/conversations/${id}`,
      face: person ?? 'conversation',
      title: person && person.handle !== 'deleted' ? words.person(person.displayName) : (title ?? shared.deleted),
      text: unreadCount > 0 ? words.unread(badgeCount(unreadCount)) : words.newMatch,
    }));
  };
}
