/** Forms: problems are shown at their fields, and the focus moves to the first field with a problem. */
import { type FormEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { FormState } from '../app/use-form.ts';
import { Button } from './button.tsx';

interface FormFrameProps {
  form: Pick<FormState, 'problems'>;
  onSubmit: () => void;
  /** Called when a person has changed a field. */
  onInput?: () => void;
  ref?: Ref<HTMLFormElement>;
  children?: ReactNode;
}

export function FormFrame({ form, onSubmit, onInput, ref, children }: FormFrameProps) {
  const frame = useRef<HTMLFormElement>(null);
  useImperativeHandle(ref, () => frame.current as HTMLFormElement);
  const { problems } = form;
  useEffect(() => {
    if (Object.keys(problems).length > 0) {
      frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [problems]);
  return (
    <form
      ref={frame}
      className="stack"
      noValidate
      onInput={onInput}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** A problem that belongs to none of the fields. */
export function FormProblem({ form }: { form: Pick<FormState, 'problem'> }) {
  if (!form.problem) return null;
  return (
    <p className="field-problem" role="alert">
      {form.problem}
    </p>
  );
}

interface FormProps extends Omit<FormFrameProps, 'form' | 'ref' | 'onInput'> {
  form: Pick<FormState, 'problems' | 'problem' | 'isBusy'>;
  /** The label of the button that sends. */
  action: string;
  isDanger?: boolean;
}

/** A form on a page, with one wide button at its end. */
export function Form({ form, onSubmit, action, isDanger = false, children }: FormProps) {
  return (
    <FormFrame form={form} onSubmit={onSubmit}>
      {children}
      <FormProblem form={form} />
      <Button kind={isDanger ? 'danger' : 'main'} type="submit" isWide isBusy={form.isBusy}>
        {action}
      </Button>
    </FormFrame>
  );
}
