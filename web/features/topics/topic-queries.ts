/** Reading and changing topics, with the answers kept and mended in one place. */
import type { CreateTopic, EditTopic, Interest, ListTopics, Page, Topic } from '@meshi/client';
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { usePress } from '../matching/match-moments.tsx';

export type TopicView = 'all' | 'mine' | 'given';
export type TopicFilters = Pick<ListTopics, 'q' | 'tag' | 'kind' | 'language' | 'ownerId' | 'communityId'> & {
  /** Newest first instead of the most worthwhile first. Anything that filters does so too. */
  order?: 'newest';
};
type Pages<Item> = InfiniteData<Page<Item>, string | undefined>;

const firstPage = undefined as string | undefined;
const nextPage = (page: { nextCursor: string | null }) => page.nextCursor ?? undefined;
const itemsOf = <Item>(data: Pages<Item>) => data.pages.flatMap((page) => page.items);

/** One of the three lists, page by page. That of all is Home where nothing is filtered. */
export function useTopicList(view: TopicView, filters: TopicFilters) {
  const meshi = useMeshi();
  return useInfiniteQuery({
    queryKey: [...keys.topics, 'list', view, view === 'all' ? filters : {}],
    initialPageParam: firstPage,
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam };
      if (view === 'mine') return meshi.topics.listMine(page, { signal });
      if (view === 'given') return meshi.interests.listGiven(page, { signal });
      if (isHome(filters)) return meshi.home.list(page, { signal });
      const { order: _, ...wanted } = filters;
      return meshi.topics.list({ ...wanted, ...page }, { signal });
    },
    getNextPageParam: nextPage,
    select: itemsOf,
    placeholderData: (previous, query) => (query?.queryKey[2] === view ? previous : undefined),
  });
}

/** Whether nothing is asked for but what is worthwhile. */
export function isHome(filters: TopicFilters): boolean {
  return Object.keys(filters).length === 0;
}

/** One topic: at once from a list that has it, then as the server has it. */
export function useTopic(topicId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return useQuery({
    queryKey: [...keys.topics, 'one', topicId],
    queryFn: ({ signal }) => meshi.topics.get({ topicId }, { signal }),
    placeholderData: () => findTopic(queries, topicId),
  });
}

function findTopic(queries: QueryClient, topicId: string): Topic | undefined {
  const lists = queries.getQueriesData<Pages<Topic>>({ queryKey: [...keys.topics, 'list'] });
  return lists.flatMap(([, data]) => (data ? itemsOf(data) : [])).find((topic) => topic.id === topicId);
}

/** Who pressed 「気になる」 on my topics, or on one of them. */
export function useInterests(topicId?: string, show: 'open' | 'passed' = 'open') {
  const meshi = useMeshi();
  return useInfiniteQuery({
    queryKey: [...keys.interests, topicId ?? 'all', show],
    initialPageParam: firstPage,
    queryFn: ({ pageParam, signal }) =>
      meshi.interests.listReceived(
        { show, ...(topicId !== undefined && { topicId }), ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: nextPage,
    select: itemsOf,
  });
}

/** People who wait for my answer, of the newest page. */
export function useWaitingInterests(): Interest[] {
  const { data = [] } = useInterests();
  return data.filter((interest) => interest.matchId === null);
}

/** Tags seen so far, to offer while one types. */
export function useKnownTags(): string[] {
  const queries = useQueryClient();
  const lists = queries.getQueriesData<Pages<Topic>>({ queryKey: [...keys.topics, 'list'] });
  const tags = lists.flatMap(([, data]) => (data ? itemsOf(data).flatMap((topic) => topic.tags) : []));
  return [...new Set(tags)].slice(0, 100);
}

/** Replaces a topic wherever it is kept. */
function patchTopic(queries: QueryClient, topicId: string, patch: (topic: Topic) => Topic): void {
  const patchOne = (topic: Topic) => (topic.id === topicId ? patch(topic) : topic);
  queries.setQueriesData<Pages<Topic>>({ queryKey: [...keys.topics, 'list'] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patchOne) })) } : data,
  );
  queries.setQueriesData<Topic>({ queryKey: [...keys.topics, 'one', topicId] }, (topic) => topic && patchOne(topic));
}

/**
 * Presses 「気になる」 or takes it back. The button answers at once, however often one presses: the presses reach the
 * server one after the other, and the last one stays. Where the server refuses, it goes back and says why.
 */
export function useInterestToggle(topic: Topic) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const press = usePress();
  const tell = useTell();
  const text = useErrorText();
  const mutationKey = ['interest', topic.id];
  // An answer to an earlier press must not undo what a later one shows already.
  const isLast = () => queries.isMutating({ mutationKey }) <= 1;
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: (isInterested: boolean) =>
      isInterested
        ? press(
            () => meshi.topics.showInterest({ topicId: topic.id }),
            (result) => result.match,
          ).then((result) => result.topic)
        : meshi.topics.withdrawInterest({ topicId: topic.id }),
    onMutate: (isInterested) =>
      patchTopic(queries, topic.id, (kept) => ({
        ...kept,
        isInterested,
        interestCount: Math.max(0, kept.interestCount + (isInterested ? 1 : -1)),
      })),
    onSuccess: (answer) => {
      if (isLast()) patchTopic(queries, topic.id, () => answer);
      void queries.invalidateQueries({ queryKey: [...keys.topics, 'list', 'given'] });
    },
    onError: (error) => {
      patchTopic(queries, topic.id, () => topic);
      tell.problem(text(error));
    },
  });
}

/** "Let's talk" with someone interested in a topic of mine. */
export function useLetsTalk() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const press = usePress();
  const tell = useTell();
  const text = useErrorText();
  return useMutation({
    mutationFn: ({ topicId, person }: Interest) =>
      press(
        () => meshi.matches.create({ topicId, personId: person.id }),
        (match) => match,
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.interests }),
    onError: (error) => tell.problem(text(error)),
  });
}

/** Passes on someone interested in a topic of mine, or takes that back. */
export function usePass() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const { home } = useWords();
  return useMutation({
    mutationFn: ({ topicId, person, isPassed }: Interest) => {
      const input = { topicId, personId: person.id };
      return isPassed ? meshi.interests.unpass(input) : meshi.interests.pass(input);
    },
    onSuccess: (_, { isPassed }) => {
      if (!isPassed) tell.done(home.passed);
      return queries.invalidateQueries({ queryKey: keys.interests });
    },
    onError: (error) => tell.problem(text(error)),
  });
}

/** Puts up a topic, for everyone or in a community, or edits one. */
export function useSaveTopic() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return async (
    fields: Required<EditTopic> & Omit<CreateTopic, 'communityId'>,
    place: { topicId: string } | { communityId: string | null },
  ): Promise<Topic> => {
    const saved = await ('topicId' in place
      ? meshi.topics.edit({ ...place, ...fields })
      : meshi.topics.create({ ...fields, ...place }));
    patchTopic(queries, saved.id, () => saved);
    void queries.invalidateQueries({ queryKey: keys.topics });
    return saved;
  };
}

/** Close, reopen, delete; each says when it is done, or why not. */
export function useTopicActions(topicId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const run = async (action: () => Promise<unknown>, done: string) => {
    try {
      await action();
      tell.done(done);
      void queries.invalidateQueries({ queryKey: keys.topics });
      void queries.invalidateQueries({ queryKey: keys.interests });
      return true;
    } catch (error) {
      tell.problem(text(error));
      return false;
    }
  };
  return {
    close: (done: string) => run(() => meshi.topics.close({ topicId }), done),
    reopen: (done: string) => run(() => meshi.topics.reopen({ topicId }), done),
    delete: (done: string) => run(() => meshi.topics.delete({ topicId }), done),
  };
}
