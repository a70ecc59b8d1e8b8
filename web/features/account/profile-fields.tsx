/** The name of a new person, and the handle, which the server makes of the name unless the person chooses one. */
import { wireLimits } from '@meshi/client';
import { useEffect, useRef, useState } from 'react';
import type { FormState } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { accountWords } from './words.ts';

interface ProfileValues {
  displayName: string;
  /** Empty: the server makes one. */
  handle: string;
}

/** What is sent. */
export function profileOf({ displayName, handle }: ProfileValues): { displayName: string; handle?: string } {
  return handle === '' ? { displayName } : { displayName, handle };
}

export function ProfileFields({ form }: { form: Pick<FormState<ProfileValues>, 'fields' | 'text'> }) {
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
      <HandleField form={form} />
    </>
  );
}

/** A line, and on a press the field. */
function HandleField({ form }: { form: Pick<FormState<ProfileValues>, 'fields' | 'text'> }) {
  const shared = useWords();
  const words = useWords(accountWords);
  const [isChoosing, setChoosing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isChoosing) field.current?.focus();
  }, [isChoosing]);
  const handle = form.text('handle');
  // It stays while the form is sent again.
  if (!isChoosing && handle.problem !== undefined) setChoosing(true);
  if (isChoosing) {
    return (
      <TextField
        {...handle}
        ref={field}
        label={shared.account.handle}
        hint={shared.account.handleHint}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={24}
      />
    );
  }
  return (
    <div className="row handle-line">
      <p className="quiet small grow">
        {form.fields.handle === '' ? words.handleIsMade : words.handleIs(form.fields.handle)}
      </p>
      <Button kind="plain" onClick={() => setChoosing(true)}>
        {words.chooseHandle}
      </Button>
    </div>
  );
}
