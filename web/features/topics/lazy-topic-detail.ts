/** A topic in full is loaded ahead or when the first one is opened: the list does not need it. */
import { lazyScreen } from '../../app/lazy-screen.ts';

export const LazyTopicDetail = lazyScreen(async () => (await import('./topic-detail.tsx')).TopicDetail);
