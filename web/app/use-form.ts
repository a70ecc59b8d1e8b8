/**
 * The state of a form: the values of its fields, their problems, and whether the form is being sent. What was typed and not
 * sent is unsaved: leaving the screen asks first.
 */
import { type ChangeEvent, useMemo, useRef, useState } from 'react';
import { useWords, type Words } from '../i18n/language.ts';
import type { FormParts } from '../ui/form-parts.ts';
import { errorText, type FieldProblems, fieldProblems, wasCancelled } from './error-text.ts';
import { useUnsaved } from './unsaved.ts';
import { useErrorToast } from './use-action.ts';
import { useIsMounted } from './use-is-mounted.ts';

/** The names of the fields that hold text. */
type TextName<Fields> = { [Name in keyof Fields]: Fields[Name] extends string ? Name : never }[keyof Fields] & string;

export interface FormState<Fields = object> {
  fields: Fields;
  set(changed: Partial<Fields>): void;
  /** Sets values that need no saving, such as those that the server has saved. Keeps what was typed while sending. */
  reset(values: Partial<Fields>): void;
  /** The props of an input that holds text. */
  text(name: TextName<Fields>): {
    value: string;
    onChange(event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>): void;
    problem: string | undefined;
  };
  /** The props of any other field. */
  choice<Name extends keyof Fields & string>(
    name: Name,
  ): { value: Fields[Name]; onChange(value: Fields[Name]): void; problem: string | undefined };
  /** The problem of each field, by the field's name. */
  problems: FieldProblems;
  /** A problem that belongs to no field. */
  problem: string | null;
  isBusy: boolean;
  /** Whether something was typed that the server has not accepted. */
  hasUnsaved(): boolean;
  /** The fields with input that is no value yet. */
  parts: FormParts;
  /** Shows `localProblems` if there are any; otherwise runs `send` and shows the error that it throws. */
  submit(send: () => Promise<unknown>, localProblems?: FieldProblems): Promise<void>;
}

interface FormOptions {
  /** The fields that can show a problem, by default all. Any other problem is shown above the button. */
  names?: readonly string[] | undefined;
  /** Leaving the form discards what was typed without a question, for example a password that confirms. */
  isDiscardable?: boolean;
}

export function useForm<Fields extends object>(
  start: Fields | (() => Fields),
  { names, isDiscardable = false }: FormOptions = {},
): FormState<Fields> {
  const words = useWords();
  const showError = useErrorToast();
  const [fields, setFields] = useState(start);
  // The newest values, also before the next render.
  const current = useRef(fields);
  const saved = useRef(fields);
  const sent = useRef<Fields | null>(null);
  const [parts] = useState<FormParts>(() => new Set());
  const [local, setLocal] = useState<{ words: Words; problems: FieldProblems }>({ words, problems: {} });
  const [failure, setFailure] = useState<{ error: unknown } | null>(null);
  const [isBusy, setBusy] = useState(false);
  // A ref, because a second press within the same frame would still see the old state.
  const isSending = useRef(false);
  const isMounted = useIsMounted();
  const set = (changed: Partial<Fields>) => {
    current.current = { ...current.current, ...changed };
    setFields(current.current);
  };
  const reset = (values: Partial<Fields>) => {
    const before = sent.current ?? current.current;
    const names = (Object.keys(values) as (keyof Fields)[]).filter((name) => current.current[name] === before[name]);
    saved.current = { ...(sent.current ?? saved.current), ...values };
    sent.current = sent.current && saved.current;
    set(Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<Fields>);
  };
  const hasUnsaved = () =>
    !isDiscardable && ([...parts].some((part) => part.hasInput()) || !isSame(current.current, saved.current));
  // A form that has been accepted may lead to another screen. The end of the page would end its request.
  useUnsaved((ending) => (ending === 'unload' || !isSending.current) && hasUnsaved());

  const problems = useMemo(() => {
    if (failure) return fieldProblems(failure.error, words, Object.keys(current.current));
    // Local problems are sentences. After a change of the language they are in the former one.
    return local.words === words ? local.problems : {};
  }, [failure, local, words]);
  const shown = names ?? Object.keys(fields);
  const isAtField = Object.keys(problems).some((name) => shown.includes(name));
  const problem = failure && !isAtField ? errorText(failure.error, words) : null;

  const submit: FormState['submit'] = async (send, localProblems = {}) => {
    if (isSending.current) return;
    setFailure(null);
    setLocal({ words, problems: localProblems });
    if (Object.keys(localProblems).length > 0) return;
    isSending.current = true;
    sent.current = current.current;
    setBusy(true);
    try {
      await send();
      saved.current = sent.current ?? saved.current;
    } catch (error) {
      if (wasCancelled(error)) return;
      if (isMounted.current) setFailure({ error });
      else showError(error);
    } finally {
      sent.current = null;
      isSending.current = false;
      setBusy(false);
    }
  };
  return {
    fields,
    set,
    reset,
    hasUnsaved,
    parts,
    text: (name) => ({
      value: fields[name] as string,
      onChange: (event) => set({ [name]: event.target.value } as unknown as Partial<Fields>),
      problem: problems[name],
    }),
    choice: (name) => ({
      value: fields[name],
      onChange: (value) => set({ [name]: value } as unknown as Partial<Fields>),
      problem: problems[name],
    }),
    problems,
    problem,
    isBusy,
    submit,
  };
}

/** Values of fields are plain data. */
function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
