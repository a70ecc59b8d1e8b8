/** Where a shared link leads people who are not signed in: what anyone may read of the meal, and the way in. */
import { MeshiError, type PublicMeal } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { AccountPage } from '../account/account-page.tsx';
import { Fact, WhenFact } from './meal-fact.tsx';
import '../topics/topic-slip.css';
import './meals-page.css';

interface PublicMealPageProps {
  mealId: string;
  /** Where one comes back to after signing in. */
  from: string;
}

export function PublicMealPage({ mealId, from }: PublicMealPageProps) {
  const { meals } = useWords();
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.meals, 'public', mealId],
    queryFn: ({ signal }) => meshi.meals.getPublic({ mealId }, { signal }),
  });
  // Whether there is such a meal for some is not told to everyone.
  if (error && MeshiError.from(error).code === 'not_found') {
    return (
      <AccountPage title={meals.notPublic} lead={meals.notPublicHint}>
        <WayIn from={from} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title={data?.title ?? meals.title}>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton slips={1} />}
      {data ? <Details meal={data} from={from} /> : <WayIn from={from} />}
    </AccountPage>
  );
}

function Details({ meal, from }: { meal: PublicMeal; from: string }) {
  const words = useWords();
  const { meals } = words;
  const isOver = Date.parse(meal.endsAt) < Date.now();
  return (
    <div className="meal-detail meal-public">
      <p className="slip-facts">
        <span className={`stamp stamp-${meal.mode === 'online' ? 'ask' : 'teach'}`}>{meals[meal.mode]}</span>
        <span>{words.languages[meal.language]}</span>
      </p>
      <dl className="meal-facts">
        <WhenFact meal={meal} />
        {meal.area && <Fact name={meals.where}>{meal.area}</Fact>}
        <Fact name={meals.host}>{meal.hostName}</Fact>
      </dl>
      <div className="meal-answer">
        <p className="meal-count">
          <b>{meals.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
          <span className="quiet">{meals.seats(meal.seatsTaken, meal.capacity)}</span>
        </p>
        <p>{meal.state === 'cancelled' ? meals.isCancelled : isOver ? meals.over : meals.signInToCome}</p>
        <WayIn from={from} />
      </div>
      {meal.description && (
        <p className="preline">
          <LinkedText text={meal.description} />
        </p>
      )}
      {meal.tags.length > 0 && (
        <ul className="row" aria-label={words.topics.tags}>
          {meal.tags.map((tag) => (
            <li className="chip" key={tag}>
              #{tag}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function WayIn({ from }: { from: string }) {
  const { account } = useWords();
  const state = { from };
  return (
    <div className="stack meal-way-in">
      <ButtonLink kind="main" isWide to="/sign-in" state={state}>
        {account.signIn}
      </ButtonLink>
      <ButtonLink isWide to="/sign-up" state={state}>
        {account.toSignUp}
      </ButtonLink>
    </div>
  );
}
