/** Times that change while a page is open. */
import { useClock } from '../i18n/clock.ts';
import { dayName, fullTime, relativeTime } from '../i18n/dates.ts';
import { useLanguage } from '../i18n/language.ts';

/** How long ago something was, with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  const { language } = useLanguage();
  const ago = useClock((now) => relativeTime(at, language, now));
  return (
    <time dateTime={at} title={fullTime(at, language)}>
      {ago}
    </time>
  );
}

/** The name of a day: today, yesterday, or the date. */
export function DayName({ at, names }: { at: string; names: { today: string; yesterday: string } }) {
  const { language } = useLanguage();
  return useClock((now) => dayName(at, language, names, now));
}
