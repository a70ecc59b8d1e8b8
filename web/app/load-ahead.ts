/** Loads screens and words while the browser is idle, so that the next screen appears at once. */
import { instantTalkWords } from '../features/instant-talk/words.ts';
import { matchWords } from '../features/matching/words.ts';
import { notificationWords } from '../features/notifications/words.ts';
import { proposalWords } from '../features/proposals/words.ts';
import { LazyDoor } from '../features/rooms/lazy-door.ts';
import { roomWords } from '../features/rooms/words.ts';
import { loadWords } from '../i18n/language.ts';
import type { WordSet } from '../i18n/words.ts';
import {
  CommunitiesScreen,
  ConversationsScreen,
  MealsPage,
  MeScreen,
  NotificationsPage,
  RoomsScreen,
  Shell,
  TopicsScreen,
} from './screens.ts';

/** The words of toasts that an event may show on any screen. */
const toastWords: readonly WordSet<unknown>[] = [
  matchWords,
  proposalWords,
  instantTalkWords,
  roomWords,
  notificationWords,
];

/** What the first part of an address shows to people who are signed in. */
const areas: Readonly<Record<string, { preload(): Promise<unknown> }>> = {
  topics: TopicsScreen,
  conversations: ConversationsScreen,
  rooms: RoomsScreen,
  meals: MealsPage,
  me: MeScreen,
  communities: CommunitiesScreen,
  notifications: NotificationsPage,
};
const screens = [...Object.values(areas), LazyDoor];

/** Loads what an address probably shows, while the session is resumed. */
export function loadAheadFor(path: string): void {
  const [, area = ''] = path.split('/');
  const screen = Object.hasOwn(areas, area) ? areas[area] : null;
  if (screen) void Promise.allSettled([Shell.preload(), screen.preload()]);
}

/** Returns a function that cancels it. */
export function loadAheadWhenIdle(): () => void {
  const load = () => {
    // A screen that fails to load here is loaded again when a person opens it, and shows the failure then.
    void Promise.allSettled([...screens.map((screen) => screen.preload()), ...toastWords.map((set) => loadWords(set))]);
  };
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(load, 2_000);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(load, { timeout: 5_000 });
  return () => cancelIdleCallback(handle);
}
