/** Switches between Japanese and English, for people who are not signed in. */
import { useLanguage } from '../i18n/language.ts';
import { useAttempt } from './use-action.ts';

export function LanguageSwitch() {
  const { language, setLanguage } = useLanguage();
  const attempt = useAttempt();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <button type="button" className="link-button" lang={other} onClick={() => void attempt(() => setLanguage(other))}>
      {other === 'ja' ? '日本語' : 'English'}
    </button>
  );
}
