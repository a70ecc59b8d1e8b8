/** A button that does one act of the life of a key, after asking for the reason. */
import { type Key, wireLimits } from '@meshi/client';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../button.tsx';
import { TextAreaField } from '../field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useToast } from '../toasts.tsx';
import type { KeyActName, KeySource } from './key-source.ts';
import { keyWords } from './key-words.ts';

interface ActButtonProps {
  act: KeyActName;
  of: Key;
  source: KeySource;
  queryKey: QueryKey;
}

export function ActButton({ act, of: { id: keyId, kind, name, deletableAt }, source, queryKey }: ActButtonProps) {
  const { errors } = useWords();
  const words = useWords(keyWords);
  const queries = useQueryClient();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const { action, title, text, done } = words.acts[act];
  if (act === 'delete' && (deletableAt === null || Date.parse(deletableAt) > Date.now())) return null;
  const isDanger = act === 'disable' || act === 'delete';
  return (
    <>
      <Button kind={isDanger ? 'danger' : 'default'} aria-label={`${action}: ${name}`} onClick={() => setOpen(true)}>
        {action}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={title(name)}
        action={action}
        isDanger={isDanger}
        start={() => ({ reason: '' })}
        check={({ reason }) => (reason.trim() === '' ? { reason: errors.required } : {})}
        send={async ({ reason }) => {
          await source[act]({ keyId, reason });
          toast.done(done);
          await queries.invalidateQueries({ queryKey });
        }}
      >
        {(form) => (
          <>
            <p>{act === 'enable' && kind === 'signing' ? words.enableSigning : text}</p>
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
