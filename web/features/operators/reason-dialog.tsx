/** Asks for the reason of an act of operators, which stays in the record. */
import { wireLimits } from '@meshi/client';
import { type ReactNode, useState } from 'react';
import { keys } from '../../app/query-keys.ts';
import { useDone } from '../../app/use-done.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextAreaField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { operatorWords } from './words.ts';

interface ReasonButtonProps {
  /** The label of both buttons: the one that opens the dialog, and the one that acts. */
  action: string;
  /** What it is about, for screen readers: several buttons have the same label. */
  about: string;
  title: string;
  text?: string;
  /** Who reads the reason, by default the other operators. */
  hint?: string;
  /** Shown when it is done. */
  done: string;
  isDanger?: boolean;
  act: (reason: string) => Promise<unknown>;
  children?: ReactNode;
}

/** A button that asks for a reason, then acts. */
export function ReasonButton(props: ReasonButtonProps) {
  const { action, about, title, text, hint, done, isDanger = false, act, children } = props;
  const { errors } = useWords();
  const words = useWords(operatorWords);
  const finish = useDone(keys.operators);
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
              hint={hint ?? words.reasonHint}
              rows={2}
              maxLength={wireLimits.reasonChars}
            />
          </>
        )}
      </FormDialog>
    </>
  );
}
