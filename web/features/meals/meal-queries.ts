/** Reads and changes meals, and keeps every cached copy of a meal up to date. */
import type { CreateMeal, EditMeal, ListMeals, Meal, MealAnswer, MealChanged } from '@meshi/client';
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { cachedItems } from '../../app/cached-items.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useErrorToast } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';

export type MealView = 'coming' | 'mine' | 'past';
export type MealFilters = Pick<ListMeals, 'mode' | 'tag' | 'communityId'>;

/** One of the three lists of meals. */
export function useMealList(view: MealView, filters: MealFilters) {
  const meshi = useMeshi();
  return usePages<Meal>([...keys.meals, 'list', view, view === 'mine' ? {} : filters], (page, options) =>
    view === 'mine'
      ? meshi.meals.listMine(page, options)
      : meshi.meals.list({ ...filters, when: view, ...page }, options),
  );
}

/** One meal, kept up to date while it is on the screen. */
export function useMeal(mealId: string) {
  const meshi = useMeshi();
  const meals = cachedMeals(useQueryClient());
  useWatchedMeal(mealId);
  return useQuery({
    queryKey: [...keys.meals, 'one', mealId],
    queryFn: async ({ signal }) => {
      const meal = await meshi.meals.get({ mealId }, { signal });
      // Cached lists get the newer version too.
      meals.patch(mealId, () => meal);
      return meal;
    },
    placeholderData: () => meals.find(mealId),
  });
}

/** Asks the server for events about a meal. */
function useWatchedMeal(mealId: string): void {
  const meshi = useMeshi();
  useEffect(() => {
    const watch = () => {
      // Ignored while offline: the next connection asks again.
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
}

function cachedMeals(queries: QueryClient) {
  return cachedItems<Meal>(queries, keys.meals);
}

/** Applies a change of seats to every cached copy at once, and refetches the rest. */
export function applyMealChange(queries: QueryClient, { mealId, ...change }: MealChanged): void {
  cachedMeals(queries).patch(mealId, (meal) => ({ ...meal, ...change }));
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

/** Replies yes, no or maybe. The button changes at once. If the server refuses, it changes back and a toast says why. */
export function useReply(meal: Meal) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const meals = cachedMeals(queries);
  const showError = useErrorToast();
  const mutationKey = ['meal-reply', meal.id];
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: (answer: MealAnswer) => meshi.meals.reply({ mealId: meal.id, answer }),
    onMutate: (answer) => meals.patch(meal.id, (kept) => expected(kept, answer)),
    onSuccess: (answered) => {
      meals.patch(meal.id, () => answered);
      void queries.invalidateQueries({ queryKey: keys.meals });
    },
    onError: (error) => {
      meals.patch(meal.id, () => meal);
      showError(error);
    },
  });
}

/** Plans a meal, or saves an edited one. */
export function useSaveMeal() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  return async (fields: CreateMeal, edit?: { mealId: string; scope: EditMeal['scope'] }): Promise<Meal> => {
    const { every: _every, communityId: _communityId, ...editable } = fields;
    const saved = await (edit ? meshi.meals.edit({ ...edit, ...editable }) : meshi.meals.create(fields));
    cachedMeals(queries).patch(saved.id, () => saved);
    void queries.invalidateQueries({ queryKey: keys.meals });
    return saved;
  };
}

/** The most likely answer of the server, for the optimistic update. */
function expected(meal: Meal, answer: MealAnswer): Meal {
  if (answer !== 'yes') return { ...meal, reply: { state: answer, waitingNumber: null, holdUntil: null } };
  const hasSeat = meal.reply?.state === 'offered' || meal.seatsTaken < meal.capacity;
  const state = meal.needsApproval && meal.reply?.state !== 'offered' ? 'asked' : hasSeat ? 'going' : 'waiting';
  const waitingNumber = state === 'waiting' ? meal.waitingCount + 1 : null;
  return { ...meal, reply: { state, waitingNumber, holdUntil: null } };
}
