/** Between Japanese and English, for those who are not signed in yet. */
import { useLanguage } from '../../i18n/language.tsx';

export function LanguageSwitch() {
  const { language, setLanguage } = useLanguage();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <button type="button" className="link-button" lang={other} onClick={() => setLanguage(other)}>
      {other === 'ja' ? '日本語' : 'English'}
    </button>
  );
}
