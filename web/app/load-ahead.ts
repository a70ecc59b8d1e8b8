/** Loads screens and words while the browser is idle, so that the next screen appears at once. */
import { instantTalkWords } from '../features/instant-talk/words.ts';
import { matchWords } from '../features/matching/words.ts';
import { notificationWords } from '../features/notifications/words.ts';
import { proposalWords } from '../features/proposals/words.ts';
import { LazyDoor } from '../features/rooms/lazy-door.ts';
import { roomWords } from '../features/rooms/words.ts';
import { LazyTopicDetail } from '../features/topics/lazy-topic-detail.ts';
import { TopicDialog } from '../features/topics/topic-dialog.tsx';
import { loadWords } from '../i18n/language.ts';
import type { WordSet } from '../i18n/words.ts';
import { LazyTipped } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LazyMenu } from '../ui/menu.tsx';
import {
  CommunitiesScreen,
  ConversationsScreen,
  MealsPage,
  MeScreen,
  NotificationsPage,
  RoomsScreen,
  SettingsScreen,
  Shell,
  TopicsScreen,
} from './screens.ts';
import { hasServiceWorkers, registerWorker } from './service-worker.ts';

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
  // The first screen after signing in.
  '': TopicsScreen,
  topics: TopicsScreen,
  conversations: ConversationsScreen,
  rooms: RoomsScreen,
  meals: MealsPage,
  me: MeScreen,
  settings: SettingsScreen,
  communities: CommunitiesScreen,
  notifications: NotificationsPage,
};
/** What a press on the first screen may open. */
const opened = [Dialog, Confirm, LazyMenu, LazyTipped, LazyTopicDetail, TopicDialog];
const screens = [...opened, ...new Set(Object.values(areas)), LazyDoor];

/** What the first screen needs. Whatever is loaded beside it delays it. */
let firstScreen: Promise<unknown> = Promise.resolve();

/** Loads what an address probably shows, while the session is resumed. */
export function loadAheadFor(path: string): void {
  const [, area = '', id] = path.split('/');
  const screen = Object.hasOwn(areas, area) ? areas[area] : null;
  if (!screen) return;
  const parts = area === 'topics' && id ? [LazyTopicDetail] : [];
  firstScreen = Promise.allSettled([Shell, screen, ...parts].map((part) => part.preload()));
}

/** How often to look whether the first screen has read what it shows. */
const LOOK_MS = 300;

/** Loads the rest while the browser is idle. Returns a function that cancels it. */
export function loadAheadWhenIdle(isReading: () => boolean): () => void {
  return whenIdle(firstScreen, isReading, load);
}

/** Runs after `start` once the first screen has loaded and nothing is being read. Returns a function that cancels it. */
export function whenIdle(start: Promise<unknown>, isReading: () => boolean, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let handle = 0;
  let isCancelled = false;
  const look = () => {
    if (isCancelled) return;
    timer = setTimeout(() => (isReading() ? look() : begin()), LOOK_MS);
  };
  const begin = () => {
    if ('requestIdleCallback' in window) handle = requestIdleCallback(run, { timeout: 5_000 });
    else timer = setTimeout(run, 2_000);
  };
  void Promise.allSettled([start, firstScreen]).then(look);
  return () => {
    isCancelled = true;
    clearTimeout(timer);
    if (handle) cancelIdleCallback(handle);
  };
}

function load(): void {
  // A screen that fails to load here is loaded again when a person opens it, and shows the failure then.
  const loaded = Promise.allSettled([
    ...screens.map((screen) => screen.preload()),
    ...toastWords.map((set) => loadWords(set)),
  ]);
  // The worker keeps every file of the app, of which the browser now has most. Without it, the app only needs a connection to start.
  if (hasServiceWorkers()) void loaded.then(registerWorker).catch(() => undefined);
}
