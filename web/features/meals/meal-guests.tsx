/** The guests who are going. Hosts see everyone who replied, with buttons and menus to decide about them. */
import type { Meal, MealGuest } from '@meshi/client';
import { Check, Crown, UserMinus } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useIsPast } from '../../i18n/clock.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useMealGuests } from './meal-queries.ts';
import { mealWords } from './words.ts';

export function MealGuests({ meal, isHost }: { meal: Meal; isHost: boolean }) {
  const words = useWords(mealWords);
  const { data: guests = [] } = useMealGuests(meal.id);
  const going = guests.filter(({ state }) => state === 'going').length;
  return (
    <section aria-labelledby="meal-guests">
      <h2 className="section-title" id="meal-guests">
        {isHost ? words.manage : words.guests(going)}
      </h2>
      <ul className="rows">
        {guests.map((guest) => (
          <li className="rows-row meal-guest" key={guest.person.id}>
            <PersonLink person={guest.person} />
            <GuestState guest={guest} isHost={isHost} />
            {isHost && guest.role !== 'host' && meal.state === 'open' && <Decisions meal={meal} guest={guest} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function GuestState({ guest, isHost }: { guest: MealGuest; isHost: boolean }) {
  const words = useWords(mealWords);
  if (guest.role === 'host') return <span className="chip">{words.host}</span>;
  return (
    <span className="row quiet">
      {guest.role === 'co_host' && <span className="chip">{words.coHost}</span>}
      {isHost && words.guestStates[guest.state]}
      {isHost && guest.waitingNumber !== null && ` ${guest.waitingNumber}`}
    </span>
  );
}

interface Decision {
  isAccepted?: boolean;
  isCoHost?: boolean;
  attended?: boolean | null;
}

function useDecide(mealId: string, personId: string) {
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.meals);
  return {
    isBusy,
    decide: (decision: Decision) => run(() => meshi.meals.changeGuest({ mealId, personId, ...decision })),
  };
}

function Decisions({ meal, guest }: { meal: Meal; guest: MealGuest }) {
  const words = useWords(mealWords);
  const { decide, isBusy } = useDecide(meal.id, guest.person.id);
  const { person, state } = guest;
  const hasBegun = useIsPast(meal.startsAt);
  if (state === 'asked') {
    return (
      <span className="row">
        <Button kind="main" isBusy={isBusy} onClick={() => void decide({ isAccepted: true })}>
          {words.accept}
        </Button>
        <Button isBusy={isBusy} onClick={() => void decide({ isAccepted: false })}>
          {words.refuse}
        </Button>
      </span>
    );
  }
  if (state === 'going' && hasBegun) {
    return (
      <fieldset className="row meal-attendance">
        <legend className="hidden-text">{words.attendance(person.displayName)}</legend>
        {([true, false] as const).map((attended) => (
          <button
            key={String(attended)}
            type="button"
            className="chip"
            aria-pressed={guest.attended === attended}
            onClick={() => void decide({ attended: guest.attended === attended ? null : attended })}
          >
            {guest.attended === attended && <Check size={14} aria-hidden />}
            {attended ? words.attended : words.absent}
          </button>
        ))}
      </fieldset>
    );
  }
  return <GuestMenu meal={meal} guest={guest} />;
}

function GuestMenu({ meal, guest }: { meal: Meal; guest: MealGuest }) {
  const words = useWords(mealWords);
  const { decide } = useDecide(meal.id, guest.person.id);
  const { person, state, role } = guest;
  const isCoHost = role === 'co_host';
  const entries: MenuEntry[] = [];
  if (meal.role === 'host' && state === 'going') {
    const label = isCoHost ? words.endCoHost : words.makeCoHost;
    entries.push({ label, icon: Crown, onSelect: () => void decide({ isCoHost: !isCoHost }) });
  }
  if (state === 'refused') {
    const onSelect = () => void decide({ isAccepted: true });
    entries.push({ label: words.accept, icon: Check, onSelect });
  } else if (state !== 'no' && state !== 'missed') {
    const onSelect = () => void decide({ isAccepted: false });
    entries.push({ label: words.removeGuest, icon: UserMinus, isDanger: true, onSelect });
  }
  return entries.length > 0 ? <Menu entries={entries} label={person.displayName} /> : null;
}
