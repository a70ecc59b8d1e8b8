/** Forms: problems are shown at their fields. The first field with a problem gets the focus and is scrolled into view. */
import {
  createContext,
  type FormEvent,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { FormState } from '../app/use-form.ts';
import { Button } from './button.tsx';
import { ProblemText } from './field.tsx';
import { FormPartsContext } from './form-parts.ts';

interface FormFrameProps {
  form: Pick<FormState, 'problems' | 'parts'>;
  onSubmit: () => void;
  ref?: Ref<HTMLFormElement>;
  children?: ReactNode;
}

/** A problem of a field that the form does not show, such as one that only a newer server checks. */
const UnshownProblem = createContext<string | null>(null);

export function FormFrame({ form, onSubmit, ref, children }: FormFrameProps) {
  const frame = useRef<HTMLFormElement>(null);
  useImperativeHandle(ref, () => frame.current as HTMLFormElement);
  const [unshown, setUnshown] = useState<string | null>(null);
  // The newest function, which sends the values that the fields have just taken.
  const latest = useRef(onSubmit);
  latest.current = onSubmit;
  const { problems, parts } = form;
  useEffect(() => {
    // After each attempt, also if its problems are the same as before: the person may have scrolled away.
    const field = showProblem(frame.current);
    if (field) return setUnshown(null);
    frame.current?.querySelector('.form-problem')?.scrollIntoView({ block: 'center' });
    setUnshown(Object.values(problems)[0] ?? null);
  }, [problems]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const open = [...parts].filter((part) => part.hasInput());
    // Keyboards that name no keys send the form with the Enter that should add a tag.
    const isAdding = open.some((part) => part.element?.() === document.activeElement);
    let isTaken = true;
    flushSync(() => {
      for (const part of open) isTaken = part.take() && isTaken;
    });
    if (!isTaken) showProblem(frame.current);
    else if (!isAdding) latest.current();
  };
  return (
    <form ref={frame} className="stack" noValidate onSubmit={submit}>
      <FormPartsContext value={parts}>
        <UnshownProblem value={unshown}>{children}</UnshownProblem>
      </FormPartsContext>
    </form>
  );
}

/**
 * Focuses the first control with a problem in the middle of what is visible, so that its label and its problem can be read.
 * Returns null if there is none.
 */
function showProblem(frame: HTMLFormElement | null): HTMLElement | null {
  const control = frame?.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (!control) return null;
  control.focus({ preventScroll: true });
  (control.closest('.field') ?? control).scrollIntoView({ block: 'center' });
  return control;
}

/** A problem that belongs to none of the fields. */
export function FormProblem({ form }: { form: Pick<FormState, 'problem'> }) {
  const unshown = useContext(UnshownProblem);
  const problem = form.problem ?? unshown;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem) line.current?.scrollIntoView({ block: 'center' });
  }, [problem]);
  if (!problem) return null;
  return (
    <div className="form-problem" ref={line}>
      <ProblemText>{problem}</ProblemText>
    </div>
  );
}

interface FormProps extends Omit<FormFrameProps, 'form' | 'ref'> {
  form: Pick<FormState, 'problems' | 'parts' | 'problem' | 'isBusy'>;
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
