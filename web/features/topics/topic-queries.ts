/** Reads and changes topics, and keeps every cached copy of a topic up to date. */
import type { CreateTopic, EditTopic, Interest, ListTopics, Topic } from '@meshi/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cachedItems } from '../../app/cached-items.ts';
import { INTEREST_SENT, useMatchPress } from '../../app/match-press.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useErrorToast } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { interestsKey, topicsKey } from './home-topics.ts';
import { topicWords } from './words.ts';

export type TopicView = 'all' | 'mine' | 'given';
export type TopicFilters = Pick<ListTopics, 'q' | 'tag' | 'kind' | 'language' | 'ownerId' | 'communityId'> & {
  /** Newest first instead of recommended. Every other filter implies newest first. */
  order?: 'newest';
};

/** One of the three lists of topics. Without a filter, all topics are the recommended ones (Home). */
export function useTopicList(view: TopicView, filters: TopicFilters) {
  const meshi = useMeshi();
  return usePages<Topic>(
    topicsKey(view, view === 'all' ? filters : {}),
    (page, options) => {
      if (view === 'mine') return meshi.topics.listMine(page, options);
      if (view === 'given') return meshi.interests.listGiven(page, options);
      if (isHome(filters)) return meshi.home.list(page, options);
      const { order: _, ...wanted } = filters;
      return meshi.topics.list({ ...wanted, ...page }, options);
    },
    { keepsPrevious: (previousKey) => previousKey[2] === view },
  );
}

/** Whether no filter is set. The list then has the recommended topics. */
export function isHome(filters: TopicFilters): boolean {
  return Object.keys(filters).length === 0;
}

/** One topic: at once from a cached list, then from the server. */
export function useTopic(topicId: string) {
  const meshi = useMeshi();
  const topics = cachedTopics(useQueryClient());
  return useQuery({
    queryKey: [...keys.topics, 'one', topicId],
    queryFn: ({ signal }) => meshi.topics.get({ topicId }, { signal }),
    placeholderData: () => topics.find(topicId),
  });
}

function cachedTopics(queries: ReturnType<typeof useQueryClient>) {
  return cachedItems<Topic>(queries, keys.topics);
}

/** Who is interested in my topics, or in one of them. */
export function useInterests(topicId?: string, state: 'open' | 'passed' = 'open') {
  const meshi = useMeshi();
  const ofTopic = topicId === undefined ? {} : { topicId };
  return usePages<Interest>(interestsKey(topicId ?? 'all', state), (page, options) =>
    meshi.interests.listReceived({ state, ...ofTopic, ...page }, options),
  );
}

/** The people who wait for my answer, of the newest page. */
export function useWaitingInterests(): Interest[] {
  const { data = [] } = useInterests();
  return data.filter((interest) => interest.matchId === null);
}

/** Tags of the cached topics, to suggest while a person types. */
export function useKnownTags(): string[] {
  const topics = cachedTopics(useQueryClient());
  return [...new Set(topics.all().flatMap(({ tags }) => tags))].slice(0, 100);
}

/**
 * Presses "Interested" or withdraws it. The button changes at once. Presses reach the server one by one, and the last one
 * counts. If the server refuses, the button changes back and a toast says why.
 */
export function useInterestToggle(topic: Topic) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const topics = cachedTopics(queries);
  const press = useMatchPress();
  const showError = useErrorToast();
  const sayWhatFollows = useSayWhatFollows();
  const mutationKey = ['interest', topic.id];
  // The answer to an earlier press must not undo the effect of a later press.
  const isLast = () => queries.isMutating({ mutationKey }) <= 1;
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: async (isInterested: boolean) => {
      if (!isInterested) return meshi.topics.withdrawInterest({ topicId: topic.id });
      const result = await press(
        () => meshi.topics.createInterest({ topicId: topic.id }),
        ({ match }) => match,
      );
      return result.topic;
    },
    onMutate: (isInterested) =>
      topics.patch(topic.id, (kept) => ({
        ...kept,
        isInterested,
        interestCount: Math.max(0, kept.interestCount + (isInterested ? 1 : -1)),
      })),
    onSuccess: (answer) => {
      if (isLast()) {
        topics.patch(topic.id, () => answer);
        sayWhatFollows(answer);
      }
      void queries.invalidateQueries({ queryKey: [...keys.topics, 'list', 'given'] });
    },
    onError: (error) => {
      topics.patch(topic.id, () => topic);
      showError(error);
    },
  });
}

/** Says that the owner of a topic was told, and how a match comes about. Not if there is a match, which has a dialog. */
function useSayWhatFollows(): (topic: Topic) => void {
  const words = useWords(topicWords);
  const toast = useToast();
  return ({ isInterested, matchId }) => {
    if (isInterested && matchId === null) toast.done(words.interestSent, INTEREST_SENT);
    else toast.close(INTEREST_SENT);
  };
}

/** Presses "Let's talk" for someone who is interested in a topic of mine. */
export function useLetsTalk() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const press = useMatchPress();
  const showError = useErrorToast();
  return useMutation({
    mutationFn: ({ topicId, person }: Interest) =>
      press(
        () => meshi.matches.create({ topicId, personId: person.id }),
        (match) => match,
      ),
    onSuccess: () => refreshAnswers(queries),
    onError: showError,
  });
}

/** Reads again who waits for an answer. */
function refreshAnswers(queries: ReturnType<typeof useQueryClient>) {
  void queries.invalidateQueries({ queryKey: keys.home });
  return queries.invalidateQueries({ queryKey: keys.interests });
}

/** Passes on someone who is interested in a topic of mine, or undoes that. */
export function usePass() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const showError = useErrorToast();
  const words = useWords(topicWords);
  return useMutation({
    mutationFn: ({ topicId, person, isPassed }: Interest) => {
      const input = { topicId, personId: person.id };
      return isPassed ? meshi.interests.unpass(input) : meshi.interests.pass(input);
    },
    onSuccess: (_, { isPassed }) => {
      if (!isPassed) toast.done(words.passed);
      return refreshAnswers(queries);
    },
    onError: showError,
  });
}

/** Posts a topic, for everyone or in a community, or saves an edited one. */
export function useSaveTopic() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return async (
    fields: Required<EditTopic> & Omit<CreateTopic, 'communityId'>,
    target: { topicId: string } | { communityId: string | null },
  ): Promise<Topic> => {
    const saved = await ('topicId' in target
      ? meshi.topics.edit({ ...target, ...fields })
      : meshi.topics.create({ ...fields, ...target }));
    cachedTopics(queries).patch(saved.id, () => saved);
    void queries.invalidateQueries({ queryKey: keys.topics });
    return saved;
  };
}
