/** The state of a form: the values of its fields, their problems, and whether the form is being sent. */
import { type ChangeEvent, useMemo, useRef, useState } from 'react';
import { useWords, type Words } from '../i18n/language.ts';
import { errorText, type FieldProblems, fieldProblems } from './error-text.ts';

/** The names of the fields that hold text. */
type TextName<Fields> = { [Name in keyof Fields]: Fields[Name] extends string ? Name : never }[keyof Fields] & string;

export interface FormState<Fields = object> {
  fields: Fields;
  set(changed: Partial<Fields>): void;
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
  /** Shows `localProblems` if there are any; otherwise runs `send` and shows the error that it throws. */
  submit(send: () => Promise<unknown>, localProblems?: FieldProblems): Promise<void>;
}

/** `names` are the fields that can show a problem, by default all. Any other problem is shown above the button. */
export function useForm<Fields extends object>(
  start: Fields | (() => Fields),
  names?: readonly string[],
): FormState<Fields> {
  const words = useWords();
  const [fields, setFields] = useState(start);
  const [local, setLocal] = useState<{ words: Words; problems: FieldProblems }>({ words, problems: {} });
  const [failure, setFailure] = useState<{ error: unknown } | null>(null);
  const [isBusy, setBusy] = useState(false);
  // A ref, because a second press within the same frame would still see the old state.
  const isSending = useRef(false);
  const set = (changed: Partial<Fields>) => setFields((current) => ({ ...current, ...changed }));

  const problems = useMemo(() => {
    if (failure) return fieldProblems(failure.error, words);
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
    setBusy(true);
    try {
      await send();
    } catch (error) {
      setFailure({ error });
    } finally {
      isSending.current = false;
      setBusy(false);
    }
  };
  return {
    fields,
    set,
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
