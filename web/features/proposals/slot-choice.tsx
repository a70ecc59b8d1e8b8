/** One of the free times of two people, day by day, by both clocks. */
import type { SharedSlots } from '@meshi/client';
import { useId } from 'react';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type AppointmentPartner, byDay, theirAppointmentTime } from './appointment-times.ts';

interface SlotChoiceProps {
  slots: SharedSlots['slots'];
  partner: AppointmentPartner;
  value: string | null;
  onChange: (startsAt: string) => void;
}

export function SlotChoice({ slots, partner, value, onChange }: SlotChoiceProps) {
  const { words, language } = useLanguage();
  const name = useId();
  const chosen = slots.find(({ startsAt }) => startsAt === value);
  const theirs = chosen && theirAppointmentTime(chosen, language, partner.timeZone);
  return (
    <fieldset className="field">
      <legend className="field-label">{words.proposals.shared}</legend>
      <div className="slots">
        {byDay(slots, language).map(({ day, slots: ofDay }) => (
          <div className="slots-day" key={day}>
            <span className="slots-day-name">{day}</span>
            <span className="slots-times">
              {ofDay.map(({ startsAt }) => (
                <label className="slot" key={startsAt}>
                  <input
                    type="radio"
                    name={name}
                    value={startsAt}
                    aria-label={`${day} ${clockTime(startsAt, language)}`}
                    checked={startsAt === value}
                    onChange={() => onChange(startsAt)}
                  />
                  <span>{clockTime(startsAt, language)}</span>
                </label>
              ))}
            </span>
          </div>
        ))}
      </div>
      <p className="field-hint" role="status">
        {theirs && words.proposals.theirTime(partner.name, theirs)}
      </p>
    </fieldset>
  );
}
