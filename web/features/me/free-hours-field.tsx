/** The hours of a week when I am usually free: a list, and days and times to add. Saving the form adds what is chosen. */
import { type FreeHour, wireLimits } from '@meshi/client';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { clockTime, weekdayName } from '../../i18n/dates.ts';
import { type UiLanguage, useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Checks } from '../../ui/choices.tsx';
import { useFormPart } from '../../ui/form-parts.ts';
import { meWords } from './words.ts';
import './free-hours-field.css';

const DAY_MINUTES = 1_440;
const HALF_HOURS = Array.from({ length: 48 }, (_, index) => index * 30);
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
type Weekday = (typeof WEEKDAYS)[number];

interface FreeHoursFieldProps {
  values: readonly FreeHour[];
  onChange: (hours: FreeHour[]) => void;
  problem: string | undefined;
}

export function FreeHoursField({ values, onChange, problem }: FreeHoursFieldProps) {
  const { common } = useWords();
  const words = useWords(meWords);
  const { language } = useLanguage();
  const hintId = useId();
  const [days, setDays] = useState<Weekday[]>([]);
  const [start, setStart] = useState(20 * 60);
  const [end, setEnd] = useState(22 * 60);

  const isFull = values.length + days.length > wireLimits.freeHours;
  const add = () => {
    if (isFull) return false;
    const minutes = (end - start + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
    const added = days.map((day) => ({ weekday: Number(day), startMinute: start, minutes }));
    onChange(inOrder([...values.filter((one) => !added.some((other) => isSame(one, other))), ...added]));
    setDays([]);
    return true;
  };
  useFormPart({ hasInput: () => days.length > 0, take: add });
  return (
    <fieldset className="field free-hours" aria-describedby={hintId}>
      <legend className="field-label">{words.freeHours}</legend>
      <p className="field-hint" id={hintId}>
        {words.freeHoursHint}
      </p>
      <ul className="free-hours-list" aria-label={words.freeHours}>
        {values.map((hour) => {
          const name = rangeText(hour, language);
          return (
            <li className="tag-token" key={`${hour.weekday}-${hour.startMinute}-${hour.minutes}`}>
              {name}
              <button
                type="button"
                aria-label={common.removeItem(name)}
                onClick={() => onChange(values.filter((other) => other !== hour))}
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      <Checks
        label={words.freeDays}
        values={days}
        onChange={setDays}
        options={WEEKDAYS.map((value) => ({ value, label: dayText(Number(value), language) }))}
        problem={isFull ? words.freeHoursFull(wireLimits.freeHours) : problem}
      />
      <div className="free-hours-times">
        <TimeSelect label={words.freeFrom} value={start} onChange={setStart} language={language} />
        <TimeSelect label={words.freeTo} value={end} onChange={setEnd} language={language} />
        <Button onClick={add} disabled={days.length === 0 || isFull}>
          <Plus size={18} aria-hidden />
          {common.add}
        </Button>
      </div>
    </fieldset>
  );
}

interface TimeSelectProps {
  label: string;
  value: number;
  onChange: (minute: number) => void;
  language: UiLanguage;
}

function TimeSelect({ label, value, onChange, language }: TimeSelectProps) {
  return (
    <label>
      <span className="field-hint">{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {HALF_HOURS.map((minute) => (
          <option key={minute} value={minute}>
            {timeText(minute, language)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** "Tue 20:00–22:00". An end after midnight is a time of the next day. */
function rangeText({ weekday, startMinute, minutes }: FreeHour, language: UiLanguage): string {
  return `${dayText(weekday, language)} ${timeText(startMinute, language)}–${timeText(startMinute + minutes, language)}`;
}

/** The fifth of January 1970 was a Monday. */
function dayText(weekday: number, language: UiLanguage): string {
  return weekdayName(new Date(1970, 0, 4 + weekday), language);
}

function timeText(minute: number, language: UiLanguage): string {
  return clockTime(new Date(minute * 60_000).toISOString(), language, { timeZone: 'UTC' });
}

function inOrder(hours: FreeHour[]): FreeHour[] {
  return hours.sort((a, b) => a.weekday - b.weekday || a.startMinute - b.startMinute);
}

function isSame(a: FreeHour, b: FreeHour): boolean {
  return a.weekday === b.weekday && a.startMinute === b.startMinute && a.minutes === b.minutes;
}
