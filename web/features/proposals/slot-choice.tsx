/** Chooses one of the times when both people are free, grouped by day. */
import type { SharedSlots } from '@meshi/client';
import { useId } from 'react';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { type AppointmentPartner, byDay, theirAppointmentTime } from './appointment-times.ts';
import { proposalWords } from './words.ts';

interface SlotChoiceProps {
  slots: SharedSlots['slots'];
  partner: AppointmentPartner;
  value: string | null;
  onChange: (startsAt: string) => void;
}

export function SlotChoice({ slots, partner, value, onChange }: SlotChoiceProps) {
  const words = useWords(proposalWords);
  const { language } = useLanguage();
  const name = useId();
  const chosen = slots.find(({ startsAt }) => startsAt === value);
  const theirs = chosen && theirAppointmentTime(chosen, language, partner.timeZone);
  return (
    <fieldset className="field">
      <legend className="field-label">{words.shared}</legend>
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
        {theirs && words.theirTime(partner.name, theirs)}
      </p>
    </fieldset>
  );
}
