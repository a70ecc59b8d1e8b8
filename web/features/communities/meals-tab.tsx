/** Meals that only members see. */
import type { Community } from '@meshi/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { MealDialog } from '../meals/meal-dialog.tsx';
import { useMealList } from '../meals/meal-queries.ts';
import { MealSlip } from '../meals/meal-slip.tsx';
import '../meals/meals-page.css';

export function MealsTab({ community }: { community: Community }) {
  const { communities: words, meals } = useWords();
  const [isCreating, setCreating] = useState(false);
  const { id: communityId } = community;
  const list = useMealList('coming', { communityId });
  return (
    <section className="community-section" aria-label={words.tabs.meals}>
      <div>
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {meals.create}
        </Button>
      </div>
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty title={meals.empty} hint={meals.emptyHint} />}
      <ul className="slips">
        {list.data?.map((meal) => (
          <li key={meal.id}>
            <MealSlip meal={meal} to={`/meals/${meal.id}`} isSelected={false} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      <MealDialog isOpen={isCreating} onClose={() => setCreating(false)} communityId={communityId} />
    </section>
  );
}
