/** One meal in full: when and where, the reader's reply, the guests, and for hosts the decisions about them. */
import type { Meal } from '@meshi/client';
import { ArrowLeft, MapPin } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { listOfTag, TagList } from '../../ui/tag-list.tsx';
import { MealActions } from './meal-actions.tsx';
import { Fact, WhenFact } from './meal-fact.tsx';
import { MealGuests } from './meal-guests.tsx';
import { MealHostMenu } from './meal-host-menu.tsx';
import { MealMenu } from './meal-menu.tsx';
import { useMeal } from './meal-queries.ts';
import { MealReply } from './meal-reply.tsx';
import { MealFacts } from './meal-slip.tsx';
import { mealWords } from './words.ts';

export function MealDetail({ mealId, backTo }: { mealId: string; backTo: string }) {
  const words = useWords(mealWords);
  const { data: meal, error, refetch } = useMeal(mealId);
  return (
    <div className="measure meal-detail">
      <Link className="back-link back-link-phone" to={backTo}>
        <ArrowLeft size={20} aria-hidden />
        {words.title}
      </Link>
      {meal ? (
        <Details meal={meal} />
      ) : error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton slips={1} />
      )}
    </div>
  );
}

function Details({ meal }: { meal: Meal }) {
  const isHost = meal.role === 'host' || meal.role === 'co_host';
  return (
    <article className="meal-detail">
      <header>
        <div className="meal-head">
          <MealFacts meal={meal} />
          {isHost ? meal.state === 'open' && <MealHostMenu meal={meal} /> : <MealMenu meal={meal} />}
        </div>
        <Heading title={meal.title} />
      </header>
      <Facts meal={meal} />
      <MealReply meal={meal} />
      <MealActions meal={meal} />
      {meal.description && (
        <p className="preline">
          <LinkedText text={meal.description} />
        </p>
      )}
      <TagList tags={meal.tags} to={(tag) => listOfTag('/meals', tag)} />
      <MealGuests meal={meal} isHost={isHost} />
    </article>
  );
}

function Facts({ meal }: { meal: Meal }) {
  const words = useWords(mealWords);
  return (
    <dl className="meal-facts">
      <WhenFact meal={meal} />
      {meal.venue && (
        <Fact name={words.where}>
          {meal.venue.address ?? meal.venue.area}
          {meal.venue.isAddressHidden && !meal.venue.address && <p className="quiet">{words.addressLater}</p>}
          <p>
            <a className="meal-map" href={meal.venue.mapUrl} target="_blank" rel="noreferrer">
              <MapPin size={16} aria-hidden />
              {words.map}
            </a>
          </p>
        </Fact>
      )}
      <Fact name={words.host}>
        <div className="row">
          <PersonLink person={meal.host} />
          {meal.coHosts.map((person) => (
            <PersonLink key={person.id} person={person} />
          ))}
        </div>
      </Fact>
      {meal.costNote && <Fact name={words.cost}>{meal.costNote}</Fact>}
      {meal.bringNote && <Fact name={words.bring}>{meal.bringNote}</Fact>}
    </dl>
  );
}
