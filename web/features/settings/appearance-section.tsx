/** The language of the screens, and light or dark. */
import { SectionHead } from '../../app/section-head.tsx';
import { useTheme } from '../../app/theme.ts';
import { useAttempt } from '../../app/use-action.ts';
import { type UiLanguage, useLanguage, useWords } from '../../i18n/language.ts';
import { Segments } from '../../ui/choices.tsx';
import { settingsWords } from './words.ts';

const THEMES = ['light', 'dark', 'system'] as const;

export function AppearanceSection() {
  const words = useWords(settingsWords);
  const { language, setLanguage } = useLanguage();
  const [theme, setTheme] = useTheme();
  const attempt = useAttempt();
  return (
    <>
      <SectionHead title={words.appearance} />
      <div className="stack">
        <Segments<UiLanguage>
          label={words.language}
          value={language}
          onChange={(next) => void attempt(() => setLanguage(next))}
          options={[
            { value: 'ja', label: '日本語' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Segments
          label={words.theme}
          value={theme}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, label: words.themes[value] }))}
        />
      </div>
    </>
  );
}
