/** Meals: a list in one of three views, and beside it the chosen meal. */
import { useParams, useSearchParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { Bowl } from '../../ui/states.tsx';
import { MealDetail } from './meal-detail.tsx';
import { MealList } from './meal-list.tsx';
import { mealWords } from './words.ts';
import './meals-page.css';

export function MealsPage() {
  const { mealId } = useParams();
  const [search] = useSearchParams();
  const isWide = useIsWide();
  const query = search.size > 0 ? `?${search}` : '';
  return (
    <div className={`panes${mealId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <MealList selectedId={mealId} pathOf={(id) => `/meals/${id}${query}`} />
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body">
          {mealId && <MealDetail key={mealId} mealId={mealId} backTo={`/meals${query}`} />}
          {!mealId && isWide && <Pick />}
        </div>
      </div>
    </div>
  );
}

function Pick() {
  const words = useWords(mealWords);
  return (
    <div className="measure meal-pick">
      <Bowl size={72} />
      <div>
        <h2>{words.pickTitle}</h2>
        <p className="quiet">{words.pickHint}</p>
      </div>
    </div>
  );
}
