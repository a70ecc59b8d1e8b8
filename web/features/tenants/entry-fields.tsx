/** How one is first seen in an organisation: a name and a handle of its own there. */
import { wireLimits } from '@meshi/client';
import { useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import type { FormState } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { checkFields } from '../account/field-checks.ts';

/** Its state; begins with who one is here, which can be changed. */
export function useEntry() {
  const { profile } = useMyself();
  const { words, language } = useLanguage();
  const [displayName, setDisplayName] = useState(profile.displayName);
  const [handle, setHandle] = useState(profile.handle);
  return {
    fields: { displayName, setDisplayName, handle, setHandle },
    problems: () => checkFields({ displayName, handle }, words),
    value: () => ({ displayName, handle, language, timeZone: profile.timeZone }),
  };
}

export function EntryFields({ entry, form }: { entry: ReturnType<typeof useEntry>; form: FormState }) {
  const { words } = useLanguage();
  const { displayName, setDisplayName, handle, setHandle } = entry.fields;
  return (
    <fieldset className="stack">
      <legend className="field-label">{words.tenants.youThere}</legend>
      <TextField
        label={words.account.displayName}
        problem={form.problems.displayName}
        maxLength={wireLimits.displayNameChars}
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
      />
      <TextField
        label={words.account.handle}
        problem={form.problems.handle}
        maxLength={24}
        autoCapitalize="none"
        value={handle}
        onChange={(event) => setHandle(event.target.value)}
      />
    </fieldset>
  );
}
