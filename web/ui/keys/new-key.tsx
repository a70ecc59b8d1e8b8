/** Makes a key. Its text is shown once, until the part of the screen is left. */
import { type Key, wireLimits } from '@meshi/client';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../button.tsx';
import { Checks } from '../choices.tsx';
import { CopyField } from '../copy-field.tsx';
import { TextAreaField, TextField } from '../field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useToast } from '../toasts.tsx';
import { keyWords } from './key-words.ts';

interface NewKeyProps {
  queryKey: QueryKey;
  permissions: Key['permissions'] | readonly Key['permissions'][number][];
  create: (fields: { name: string; permissions: Key['permissions']; reason: string }) => Promise<{ text: string }>;
}

export function NewKey({ queryKey, permissions, create }: NewKeyProps) {
  const { errors } = useWords();
  const words = useWords(keyWords);
  const queries = useQueryClient();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const isOnlyChoice = permissions.length === 1;
  return (
    <>
      {text && (
        <div className="key-new">
          <CopyField label={words.text} hint={words.textHint} value={text} />
        </div>
      )}
      <p className="key-new">
        <Button onClick={() => setOpen(true)}>{words.create}</Button>
      </p>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.create}
        action={words.create}
        start={() => ({
          name: '',
          permissions: isOnlyChoice ? [...permissions] : ([] as Key['permissions']),
          reason: '',
        })}
        check={(fields) => ({
          ...(fields.name.trim() === '' && { name: errors.required }),
          ...(fields.permissions.length === 0 && { permissions: errors.required }),
          ...(fields.reason.trim() === '' && { reason: errors.required }),
        })}
        send={async (fields) => {
          setText((await create(fields)).text);
          toast.done(words.created);
          await queries.invalidateQueries({ queryKey });
        }}
      >
        {(form) => (
          <>
            <TextField
              {...form.text('name')}
              label={words.name}
              hint={words.nameHint}
              maxCharacters={wireLimits.keyNameChars}
              autoComplete="off"
            />
            <Checks
              label={words.allowed}
              values={form.fields.permissions}
              onChange={(chosen) => form.set({ permissions: chosen })}
              options={permissions.map((value) => ({ value, label: words.permissions[value] ?? value }))}
              problem={form.problems.permissions}
            />
            <TextAreaField
              {...form.text('reason')}
              label={words.reason}
              hint={words.reasonHint}
              rows={2}
              maxLength={wireLimits.reasonChars}
            />
          </>
        )}
      </FormDialog>
    </>
  );
}
