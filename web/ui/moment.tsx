/** How long ago something was, with the exact time on hover. */
import { fullTime, relativeTime } from '../i18n/dates.ts';
import { useLanguage } from '../i18n/language.ts';

export function Ago({ at }: { at: string }) {
  const { language } = useLanguage();
  return (
    <time dateTime={at} title={fullTime(at, language)}>
      {relativeTime(at, language)}
    </time>
  );
}
