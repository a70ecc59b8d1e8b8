/** The list of meals with its tabs and filters. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { LazyMealDialog } from './lazy-meal-dialog.tsx';
import { type MealFilters, type MealView, useMealList } from './meal-queries.ts';
import { MealSlip } from './meal-slip.tsx';
import { mealWords } from './words.ts';

interface MealListProps {
  selectedId: string | undefined;
  pathOf: (mealId: string) => string;
}

const VIEWS = ['coming', 'mine', 'past'] as const;

export function MealList({ selectedId, pathOf }: MealListProps) {
  const words = useWords(mealWords);
  const [search] = useSearchParams();
  const [isCreating, setCreating] = useState(false);
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'coming';
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </header>
      <nav className="tabs" aria-label={words.title}>
        {VIEWS.map((one) => (
          <Link
            key={one}
            className="tab"
            to={one === 'coming' ? '/meals' : `/meals?view=${one}`}
            {...(one === view && { 'aria-current': 'page' as const })}
          >
            {words[one]}
          </Link>
        ))}
      </nav>
      {view !== 'mine' && <Filters />}
      <Items view={view} selectedId={selectedId} pathOf={pathOf} onCreate={() => setCreating(true)} />
      <LazyMealDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function readFilters(search: URLSearchParams): MealFilters {
  const mode = (['online', 'in_person'] as const).find((one) => one === search.get('mode'));
  const tag = search.get('tag');
  return { ...(mode && { mode }), ...(tag && { tag }) };
}

function Filters() {
  const { common } = useWords();
  const words = useWords(mealWords);
  const [search, set] = useAddressFilters();
  const { mode = '', tag } = readFilters(search);
  return (
    <search className="meal-filters">
      <Segments<'' | 'online' | 'in_person'>
        label={words.modeFilter}
        isLabelHidden
        value={mode}
        onChange={(value) => set('mode', value)}
        options={[
          { value: '', label: words.anyMode },
          { value: 'online', label: words.modes.online },
          { value: 'in_person', label: words.modes.in_person },
        ]}
      />
      {tag && (
        <div>
          <button type="button" className="chip" onClick={() => set('tag', '')}>
            {words.byTag(tag)}
            <X size={14} aria-hidden />
            <span className="hidden-text">{common.clearFilters}</span>
          </button>
        </div>
      )}
    </search>
  );
}

function Items({ view, selectedId, pathOf, onCreate }: MealListProps & { view: MealView; onCreate: () => void }) {
  const [search] = useSearchParams();
  const list = useMealList(view, readFilters(search));
  return (
    <Paged list={list} empty={<Nothing view={view} onCreate={onCreate} />}>
      {(meals) => (
        <ul className="slips">
          {meals.map((meal) => (
            <li key={meal.id}>
              <MealSlip meal={meal} to={pathOf(meal.id)} isSelected={meal.id === selectedId} />
            </li>
          ))}
        </ul>
      )}
    </Paged>
  );
}

function Nothing({ view, onCreate }: { view: MealView; onCreate: () => void }) {
  const words = useWords(mealWords);
  const title = { coming: words.empty, mine: words.emptyMine, past: words.emptyPast }[view];
  const hint = view === 'mine' ? words.emptyMineHint : words.emptyHint;
  return (
    <Empty title={title} hint={hint}>
      <Button kind="main" onClick={onCreate}>
        {words.create}
      </Button>
    </Empty>
  );
}
