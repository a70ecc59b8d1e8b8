/** The profile that a person starts with in an organisation: a display name and a handle. */
import { wireLimits } from '@meshi/client';
import { checkFields } from '../../app/field-checks.ts';
import { useMyself } from '../../app/meshi-context.tsx';
import type { FormState } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { tenantWords } from './words.ts';

export interface EntryFieldValues {
  displayName: string;
  handle: string;
}

/** Starts with the current profile, which can be changed. */
export function useEntry() {
  const { profile } = useMyself();
  const shared = useWords();
  const { language } = useLanguage();
  return {
    start: (): EntryFieldValues => ({ displayName: profile.displayName, handle: profile.handle }),
    check: ({ displayName, handle }: EntryFieldValues) => checkFields({ displayName, handle }, shared),
    profileOf: ({ displayName, handle }: EntryFieldValues) => ({
      displayName,
      handle,
      language,
      timeZone: profile.timeZone,
    }),
  };
}

export function EntryFields({ form }: { form: Pick<FormState<EntryFieldValues>, 'text'> }) {
  const { account } = useWords();
  const words = useWords(tenantWords);
  return (
    <fieldset className="stack">
      <legend className="field-label">{words.youThere}</legend>
      <TextField
        {...form.text('displayName')}
        label={account.displayName}
        maxCharacters={wireLimits.displayNameChars}
      />
      <TextField {...form.text('handle')} label={account.handle} maxLength={24} autoCapitalize="none" />
    </fieldset>
  );
}
