/** A button for an act whose reason stays in the audit log: it asks for the reason, then acts. */
import { wireLimits } from '@meshi/client';
import type { QueryKey } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useDone } from '../app/use-done.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { TextAreaField } from './field.tsx';
import { FormDialog } from './form-dialog.tsx';

export interface ReasonButtonProps {
  /** The label of both buttons: the one that opens the dialog, and the one that acts. */
  action: string;
  /** What it is about, for screen readers: several buttons have the same label. */
  about: string;
  title: string;
  text?: string;
  /** The label of the reason, and who reads it. */
  words: { reason: string; reasonHint: string };
  /** Shown when it is done. */
  done: string;
  /** What is read again when it is done. */
  queryKey: QueryKey;
  isDanger?: boolean;
  act: (reason: string) => Promise<unknown>;
  children?: ReactNode;
}

export function ReasonButton(props: ReasonButtonProps) {
  const { action, about, title, text, words, done, queryKey, isDanger = false, act, children } = props;
  const { errors } = useWords();
  const finish = useDone(queryKey);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind={isDanger ? 'danger' : 'default'} aria-label={`${action}: ${about}`} onClick={() => setOpen(true)}>
        {action}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        action={action}
        isDanger={isDanger}
        start={() => ({ reason: '' })}
        check={({ reason }) => (reason.trim() === '' ? { reason: errors.required } : {})}
        send={async ({ reason }) => {
          await act(reason);
          await finish(done);
        }}
      >
        {(form) => (
          <>
            {text && <p>{text}</p>}
            {children}
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
