/** Language, and light or dark. */
import { useTheme } from '../../app/theme.ts';
import { type UiLanguage, useLanguage } from '../../i18n/language.tsx';
import { Segments } from '../../ui/choices.tsx';
import { SectionHead } from './section-head.tsx';

export function AppearanceSection() {
  const { words, language, setLanguage } = useLanguage();
  const [theme, setTheme] = useTheme();
  return (
    <>
      <SectionHead title={words.me.appearance} />
      <div className="stack">
        <Segments<UiLanguage>
          label={words.me.language}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'ja', label: '日本語' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Segments
          label={words.me.theme}
          value={theme}
          onChange={setTheme}
          options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: words.me.themes[value] }))}
        />
      </div>
    </>
  );
}
