/** Reading and changing meals, with the answers kept and mended in one place. */
import type { CancelMeal, CreateMeal, EditMeal, ListMeals, Meal, MealAnswer, MealChanged, Page } from '@meshi/client';
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

export type MealView = 'coming' | 'mine' | 'past';
export type MealFilters = Pick<ListMeals, 'mode' | 'tag' | 'communityId'>;
type Pages = InfiniteData<Page<Meal>, string | undefined>;

const firstPage = undefined as string | undefined;

/** One of the lists, page by page. */
export function useMealList(view: MealView, filters: MealFilters) {
  const meshi = useMeshi();
  return useInfiniteQuery({
    queryKey: [...keys.meals, 'list', view, view === 'mine' ? {} : filters],
    initialPageParam: firstPage,
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam };
      if (view === 'mine') return meshi.meals.listMine(page, { signal });
      return meshi.meals.list({ ...filters, when: view, ...page }, { signal });
    },
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap(({ items }) => items),
  });
}

/** One meal, kept true while one looks at it: its seats change before one's eyes. */
export function useMeal(mealId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  useEffect(() => {
    const watch = () => {
      // Without a connection there is no news; it comes back with the connection.
      meshi.request('meal:watch', { mealId }).catch(() => undefined);
    };
    watch();
    const stop = meshi.connection.on('changed', ({ state }) => {
      if (state === 'online') watch();
    });
    return () => {
      stop();
      meshi.request('meal:unwatch', { mealId }).catch(() => undefined);
    };
  }, [meshi, mealId]);
  return useQuery({
    queryKey: [...keys.meals, 'one', mealId],
    queryFn: async ({ signal }) => {
      const meal = await meshi.meals.get({ mealId }, { signal });
      // What is newer here is newer in the lists, too.
      patchMeal(queries, mealId, () => meal);
      return meal;
    },
    placeholderData: () => findMeal(queries, mealId),
  });
}

/** News of seats, at once wherever the meal is shown; the rest is read again. */
export function applyMealChange(queries: QueryClient, { mealId, ...change }: MealChanged): void {
  patchMeal(queries, mealId, (meal) => ({ ...meal, ...change }));
  void queries.invalidateQueries({ queryKey: [...keys.meals, 'one', mealId] });
  void queries.invalidateQueries({ queryKey: [...keys.meals, 'guests', mealId] });
  void queries.invalidateQueries({ queryKey: [...keys.meals, 'list', 'mine'] });
}

export function useMealGuests(mealId: string) {
  const meshi = useMeshi();
  return useQuery({
    queryKey: [...keys.meals, 'guests', mealId],
    queryFn: async ({ signal }) => (await meshi.meals.listGuests({ mealId }, { signal })).items,
  });
}

/** Says yes, no or maybe. The button answers at once; where the server refuses, it goes back and says why. */
export function useReply(meal: Meal) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const mutationKey = ['meal-reply', meal.id];
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: (answer: MealAnswer) => meshi.meals.reply({ mealId: meal.id, answer }),
    onMutate: (answer) => patchMeal(queries, meal.id, (kept) => expected(kept, answer)),
    onSuccess: (answered) => {
      patchMeal(queries, meal.id, () => answered);
      void queries.invalidateQueries({ queryKey: keys.meals });
    },
    onError: (error) => {
      patchMeal(queries, meal.id, () => meal);
      tell.problem(text(error));
    },
  });
}

/** Runs something a host does; says where it failed. */
export function useMealActions(mealId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const run = async (action: () => Promise<unknown>, done?: string) => {
    try {
      await action();
      if (done) tell.done(done);
      void queries.invalidateQueries({ queryKey: keys.meals });
      return true;
    } catch (error) {
      tell.problem(text(error));
      return false;
    }
  };
  return {
    decide: (personId: string, change: { isAccepted?: boolean; isCoHost?: boolean; attended?: boolean | null }) =>
      run(() => meshi.meals.changeGuest({ mealId, personId, ...change })),
    cancel: (input: Partial<CancelMeal>) => run(() => meshi.meals.cancel({ mealId, ...input })),
    tellAll: (message: string, done: string) => run(() => meshi.meals.tell({ mealId, text: message }), done),
  };
}

/** Plans a meal, or edits one. */
export function useSaveMeal() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return async (fields: CreateMeal, edit?: { mealId: string; scope: EditMeal['scope'] }): Promise<Meal> => {
    const { every: _every, communityId: _communityId, ...editable } = fields;
    const saved = await (edit ? meshi.meals.edit({ ...edit, ...editable }) : meshi.meals.create(fields));
    patchMeal(queries, saved.id, () => saved);
    void queries.invalidateQueries({ queryKey: keys.meals });
    return saved;
  };
}

/** What the answer will most likely be. */
function expected(meal: Meal, answer: MealAnswer): Meal {
  if (answer !== 'yes') return { ...meal, reply: { state: answer, waitingNumber: null, holdUntil: null } };
  const hasSeat = meal.reply?.state === 'offered' || meal.seatsTaken < meal.capacity;
  const state = meal.needsApproval && meal.reply?.state !== 'offered' ? 'asked' : hasSeat ? 'going' : 'waiting';
  const waitingNumber = state === 'waiting' ? meal.waitingCount + 1 : null;
  return { ...meal, reply: { state, waitingNumber, holdUntil: null } };
}

function findMeal(queries: QueryClient, mealId: string): Meal | undefined {
  const lists = queries.getQueriesData<Pages>({ queryKey: [...keys.meals, 'list'] });
  return lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? []).find(({ id }) => id === mealId);
}

function patchMeal(queries: QueryClient, mealId: string, patch: (meal: Meal) => Meal): void {
  const patchOne = (meal: Meal) => (meal.id === mealId ? patch(meal) : meal);
  queries.setQueriesData<Pages>({ queryKey: [...keys.meals, 'list'] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patchOne) })) } : data,
  );
  queries.setQueriesData<Meal>({ queryKey: [...keys.meals, 'one', mealId] }, (meal) => meal && patchOne(meal));
}
