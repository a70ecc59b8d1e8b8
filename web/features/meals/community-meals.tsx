/** The meals of a community, which only its members see. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { LazyMealDialog } from './lazy-meal-dialog.tsx';
import { useMealList } from './meal-queries.ts';
import { MealSlip } from './meal-slip.tsx';
import { mealWords } from './words.ts';
import './meals-page.css';

export function CommunityMeals({ communityId }: { communityId: string }) {
  const words = useWords(mealWords);
  const [isCreating, setCreating] = useState(false);
  const list = useMealList('coming', { communityId });
  return (
    <section className="community-section" aria-label={words.title}>
      <div>
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </div>
      <Paged list={list} empty={<Empty title={words.empty} hint={words.emptyHint} />}>
        {(meals) => (
          <ul className="slips">
            {meals.map((meal) => (
              <li key={meal.id}>
                <MealSlip meal={meal} to={`/meals/${meal.id}`} isSelected={false} />
              </li>
            ))}
          </ul>
        )}
      </Paged>
      <LazyMealDialog isOpen={isCreating} onClose={() => setCreating(false)} communityId={communityId} />
    </section>
  );
}
