/** A dialog with a form. If something was typed, closing it asks first, so that typed text is never lost by accident. */
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { FieldProblems } from '../app/error-text.ts';
import { type FormState, useForm } from '../app/use-form.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { Confirm } from './confirm.tsx';
import { Dialog } from './dialog.tsx';
import { FormFrame, FormProblem } from './form.tsx';

interface FormDialogProps<Fields> {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** The label of the button that sends. */
  action: string;
  isDanger?: boolean;
  isSmall?: boolean;
  /** Closing discards what was typed without a question, for example a password that confirms. */
  isDiscardable?: boolean;
  /** Returns the values of the fields when the dialog opens. */
  start: () => Fields;
  /** The fields that can show a problem, by default the keys of `start()`. */
  names?: readonly string[];
  /** Finds problems before the form is sent. */
  check?: (fields: Fields) => FieldProblems;
  /** Sends the form. The dialog closes when it resolves, and shows the error that it throws. */
  send: (fields: Fields) => Promise<unknown>;
  children: (form: FormState<Fields>) => ReactNode;
}

export function FormDialog<Fields extends object>(props: FormDialogProps<Fields>) {
  const { isOpen, onClose, title, isSmall = false } = props;
  const { common } = useWords();
  const frame = useRef<HTMLFormElement>(null);
  const hasUnsaved = useRef<() => boolean>(() => false);
  const [isAsking, setAsking] = useState(false);
  const askToClose = () => (hasUnsaved.current() ? setAsking(true) : onClose());
  return (
    <Dialog
      isOpen={isOpen}
      onClose={askToClose}
      title={title}
      isSmall={isSmall}
      initialFocus={() => frame.current?.querySelector<HTMLElement>('input, textarea, select') ?? true}
    >
      <Body {...props} ref={frame} hasUnsaved={hasUnsaved} onCancel={askToClose} />
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={common.discardTitle}
        text={common.discardText}
        action={common.discard}
        cancel={common.keepWriting}
        onConfirm={onClose}
      />
    </Dialog>
  );
}

interface BodyProps<Fields> extends FormDialogProps<Fields> {
  ref: React.Ref<HTMLFormElement>;
  /** Gets the function that says whether closing would lose something. */
  hasUnsaved: RefObject<() => boolean>;
  onCancel: () => void;
}

/** Mounted only while the dialog is open, so that each opening starts with fresh fields. */
function Body<Fields extends object>(props: BodyProps<Fields>) {
  const { common } = useWords();
  const { action, isDanger = false, start, names, check, send, onClose, onCancel, isDiscardable = false } = props;
  const form = useForm(start, { names, isDiscardable });
  props.hasUnsaved.current = form.hasUnsaved;
  const submit = () => {
    const { fields } = form;
    void form.submit(async () => {
      await send(fields);
      onClose();
    }, check?.(fields));
  };
  return (
    <FormFrame ref={props.ref} form={form} onSubmit={submit}>
      {props.children(form)}
      <FormProblem form={form} />
      <div className="dialog-actions">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button kind={isDanger ? 'danger' : 'main'} type="submit" isBusy={form.isBusy}>
          {action}
        </Button>
      </div>
    </FormFrame>
  );
}
