/** Who comes; for hosts everyone who answered, with what they may decide. */
import type { Meal, MealGuest } from '@meshi/client';
import { Check, Crown, UserMinus } from 'lucide-react';
import { useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useMealActions, useMealGuests } from './meal-queries.ts';

export function MealGuests({ meal, isHost }: { meal: Meal; isHost: boolean }) {
  const { meals } = useWords();
  const { data: guests = [] } = useMealGuests(meal.id);
  const going = guests.filter(({ state }) => state === 'going').length;
  return (
    <section aria-labelledby="meal-guests">
      <h2 className="section-title" id="meal-guests">
        {isHost ? meals.manage : meals.guests(going)}
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
  const { meals } = useWords();
  if (guest.role === 'host') return <span className="chip">{meals.host}</span>;
  return (
    <span className="row quiet">
      {guest.role === 'cohost' && <span className="chip">{meals.coHost}</span>}
      {isHost && meals.guestStates[guest.state]}
      {isHost && guest.waitingNumber !== null && ` ${guest.waitingNumber}`}
    </span>
  );
}

function Decisions({ meal, guest }: { meal: Meal; guest: MealGuest }) {
  const { meals } = useWords();
  const { decide } = useMealActions(meal.id);
  const { person, state } = guest;
  const hasBegun = Date.parse(meal.startsAt) <= Date.now();
  if (state === 'asked') {
    return (
      <span className="row">
        <Button kind="main" onClick={() => void decide(person.id, { isAccepted: true })}>
          {meals.accept}
        </Button>
        <Button onClick={() => void decide(person.id, { isAccepted: false })}>{meals.refuse}</Button>
      </span>
    );
  }
  if (state === 'going' && hasBegun) {
    return (
      <fieldset className="row meal-attendance">
        <legend className="hidden-text">{meals.attendance(person.displayName)}</legend>
        {([true, false] as const).map((attended) => (
          <button
            key={String(attended)}
            type="button"
            className="chip"
            aria-pressed={guest.attended === attended}
            onClick={() => void decide(person.id, { attended: guest.attended === attended ? null : attended })}
          >
            {guest.attended === attended && <Check size={14} aria-hidden />}
            {attended ? meals.attended : meals.absent}
          </button>
        ))}
      </fieldset>
    );
  }
  return <GuestMenu meal={meal} guest={guest} />;
}

function GuestMenu({ meal, guest }: { meal: Meal; guest: MealGuest }) {
  const { meals } = useWords();
  const { decide } = useMealActions(meal.id);
  const { person, state, role } = guest;
  const isCoHost = role === 'cohost';
  const entries: MenuEntry[] = [];
  if (meal.role === 'host' && state === 'going') {
    const label = isCoHost ? meals.endCoHost : meals.makeCoHost;
    entries.push({ label, icon: Crown, onSelect: () => void decide(person.id, { isCoHost: !isCoHost }) });
  }
  if (state === 'refused') {
    const onSelect = () => void decide(person.id, { isAccepted: true });
    entries.push({ label: meals.accept, icon: Check, onSelect });
  } else if (state !== 'no' && state !== 'missed') {
    const onSelect = () => void decide(person.id, { isAccepted: false });
    entries.push({ label: meals.removeGuest, icon: UserMinus, isDanger: true, onSelect });
  }
  return entries.length > 0 ? <Menu entries={entries} label={person.displayName} /> : null;
}
