/** The list of meals with its tabs and filters, which live in the address. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/choices.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { MealDialog } from './meal-dialog.tsx';
import { type MealFilters, type MealView, useMealList } from './meal-queries.ts';
import { MealSlip } from './meal-slip.tsx';

interface MealListProps {
  selectedId: string | undefined;
  pathOf: (mealId: string) => string;
}

const VIEWS = ['coming', 'mine', 'past'] as const;

export function MealList({ selectedId, pathOf }: MealListProps) {
  const { meals } = useWords();
  const [search] = useSearchParams();
  const [isCreating, setCreating] = useState(false);
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'coming';
  return (
    <>
      <header className="page-head">
        <Heading title={meals.title} />
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {meals.create}
        </Button>
      </header>
      <nav className="tabs" aria-label={meals.title}>
        {VIEWS.map((one) => (
          <Link
            key={one}
            className="tab"
            to={one === 'coming' ? '/meals' : `/meals?view=${one}`}
            {...(one === view && { 'aria-current': 'page' as const })}
          >
            {meals[one]}
          </Link>
        ))}
      </nav>
      {view !== 'mine' && <Filters />}
      <Items view={view} selectedId={selectedId} pathOf={pathOf} onCreate={() => setCreating(true)} />
      <MealDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function readFilters(search: URLSearchParams): MealFilters {
  const mode = (['online', 'place'] as const).find((one) => one === search.get('mode'));
  const tag = search.get('tag');
  return { ...(mode && { mode }), ...(tag && { tag }) };
}

function Filters() {
  const { meals } = useWords();
  const [search, setSearch] = useSearchParams();
  const { mode = '', tag } = readFilters(search);
  const set = (name: string, value: string) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <search className="meal-filters">
      <Segments<'' | 'online' | 'place'>
        label={meals.modeFilter}
        isLabelHidden
        value={mode}
        onChange={(value) => set('mode', value)}
        options={[
          { value: '', label: meals.anyMode },
          { value: 'online', label: meals.online },
          { value: 'place', label: meals.place },
        ]}
      />
      {tag && (
        <div>
          <button type="button" className="chip" onClick={() => set('tag', '')}>
            {meals.byTag(tag)}
            <X size={14} aria-hidden />
            <span className="hidden-text">{meals.clearFilters}</span>
          </button>
        </div>
      )}
    </search>
  );
}

function Items({ view, selectedId, pathOf, onCreate }: MealListProps & { view: MealView; onCreate: () => void }) {
  const [search] = useSearchParams();
  const list = useMealList(view, readFilters(search));
  if (list.isPending) return <Skeleton />;
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Nothing view={view} onCreate={onCreate} />;
  return (
    <>
      <ul className="slips">
        {list.data.map((meal) => (
          <li key={meal.id}>
            <MealSlip meal={meal} to={pathOf(meal.id)} isSelected={meal.id === selectedId} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

function Nothing({ view, onCreate }: { view: MealView; onCreate: () => void }) {
  const { meals } = useWords();
  const title = { coming: meals.empty, mine: meals.emptyMine, past: meals.emptyPast }[view];
  const hint = view === 'mine' ? meals.emptyMineHint : meals.emptyHint;
  return (
    <Empty title={title} hint={hint}>
      <Button kind="main" onClick={onCreate}>
        {meals.create}
      </Button>
    </Empty>
  );
}
