/** Fields that several forms share. */
import { type Language, wireLimits } from '@meshi/client';
import { useWords } from '../i18n/language.ts';
import { LANGUAGES } from '../i18n/languages.ts';
import { SelectField } from './field.tsx';
import { ListInput } from './list-input.tsx';

interface TagsFieldProps {
  value: readonly string[];
  onChange: (tags: string[]) => void;
  problem?: string | undefined;
  label?: string;
  hint?: string;
  /** At most this many, by default as many as the server accepts. */
  max?: number;
  /** Offered while typing. */
  suggestions?: readonly string[];
}

export function TagsField({ value, onChange, problem, label, hint, max, suggestions }: TagsFieldProps) {
  const { fields } = useWords();
  return (
    <ListInput
      label={label ?? fields.tags}
      hint={hint ?? fields.tagsHint}
      problem={problem}
      values={value}
      onChange={onChange}
      maxItems={max ?? wireLimits.tags}
      maxChars={wireLimits.tagChars}
      kind="tags"
      {...(suggestions && { suggestions })}
    />
  );
}

export function LanguageField({ value, onChange }: { value: Language; onChange: (language: Language) => void }) {
  const words = useWords();
  return (
    <SelectField
      label={words.fields.language}
      value={value}
      onChange={onChange}
      options={LANGUAGES.map((language) => ({ value: language, label: words.languages[language] }))}
    />
  );
}
