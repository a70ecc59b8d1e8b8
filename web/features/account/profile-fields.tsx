/** The name and the ID of a new person. */
import { wireLimits } from '@meshi/client';
import type { FormState } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { accountWords } from './words.ts';

export function ProfileFields({ form }: { form: Pick<FormState<{ displayName: string; handle: string }>, 'text'> }) {
  const shared = useWords();
  const words = useWords(accountWords);
  return (
    <>
      <TextField
        {...form.text('displayName')}
        label={shared.account.displayName}
        hint={words.displayNameHint}
        autoComplete="name"
        maxCharacters={wireLimits.displayNameChars}
      />
      <TextField
        {...form.text('handle')}
        label={shared.account.handle}
        hint={shared.account.handleHint}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={24}
      />
    </>
  );
}
