/** The page of a shared link for people who are not signed in: the public facts of the meal, and sign-in. */
import { MeshiError, type PublicMeal } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { AccountPage, SignInOrUp } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useIsPast } from '../../i18n/clock.ts';
import { useWords } from '../../i18n/language.ts';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { Fact, WhenFact } from './meal-fact.tsx';
import { mealWords } from './words.ts';
import './meals-page.css';

interface PublicMealPageProps {
  mealId: string;
  /** The address to return to after signing in. */
  from: string;
}

export function PublicMealPage({ mealId, from }: PublicMealPageProps) {
  const words = useWords(mealWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.meals, 'public', mealId],
    queryFn: ({ signal }) => meshi.meals.getPublic({ mealId }, { signal }),
  });
  // The answer is the same for a meal that does not exist and for one that is not public.
  if (error && MeshiError.from(error).code === 'not_found') {
    return (
      <AccountPage title={words.notPublic} lead={words.notPublicHint}>
        <SignInOrUp from={from} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title={data?.title ?? words.title}>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton slips={1} />}
      {data ? <Details meal={data} from={from} /> : <SignInOrUp from={from} />}
    </AccountPage>
  );
}

function Details({ meal, from }: { meal: PublicMeal; from: string }) {
  const { languages } = useWords();
  const words = useWords(mealWords);
  const isOver = useIsPast(meal.endsAt);
  return (
    <div className="meal-detail meal-public">
      <p className="slip-facts">
        <span className={`stamp stamp-${meal.mode === 'online' ? 'ask' : 'teach'}`}>{words.modes[meal.mode]}</span>
        <span>{languages[meal.language]}</span>
      </p>
      <dl className="meal-facts">
        <WhenFact meal={meal} />
        {meal.area && <Fact name={words.where}>{meal.area}</Fact>}
        <Fact name={words.host}>{meal.hostName}</Fact>
      </dl>
      <div className="meal-answer">
        <p className="meal-count">
          <b>{words.seatsLeft(meal.capacity - meal.seatsTaken)}</b>
          <span className="quiet">{words.seats(meal.seatsTaken, meal.capacity)}</span>
        </p>
        <p>{meal.state === 'cancelled' ? words.isCancelled : isOver ? words.over : words.signInToCome}</p>
        <SignInOrUp from={from} />
      </div>
      {meal.description && (
        <p className="preline">
          <LinkedText text={meal.description} />
        </p>
      )}
      <TagList tags={meal.tags} />
    </div>
  );
}
