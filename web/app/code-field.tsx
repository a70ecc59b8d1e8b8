import type { ComponentProps } from 'react';
import { useWords } from '../i18n/language.ts';
import { TextField } from '../ui/field.tsx';

/** The code from an email, which browsers and phones may fill in. */
export function CodeField(props: Pick<ComponentProps<typeof TextField>, 'value' | 'onChange' | 'problem' | 'hint'>) {
  const { emailCode: words } = useWords();
  return <TextField {...props} label={words.code} inputMode="numeric" autoComplete="one-time-code" maxLength={20} />;
}
