/** The state of a form: what its fields hold, what is wrong with them, and whether it is being sent. */
import { type ChangeEvent, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
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
  /** What is wrong with each field, by the field's name. */
  problems: FieldProblems;
  /** What is wrong that belongs to no field. */
  problem: string | null;
  isBusy: boolean;
  /** Runs `send` and shows what it throws. With problems found locally, shows those and does not send. */
  submit(send: () => Promise<unknown>, localProblems?: FieldProblems): Promise<void>;
}

/** `names` are the fields that can show a problem, by default all; a problem of any other is shown above the button. */
export function useForm<Fields extends object>(
  start: Fields | (() => Fields),
  names?: readonly string[],
): FormState<Fields> {
  const words = useWords();
  const [fields, setFields] = useState(start);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  // The state of a render is too old for a second press within the same frame.
  const isSending = useRef(false);
  const set = (changed: Partial<Fields>) => setFields((current) => ({ ...current, ...changed }));

  const show = (error: unknown) => {
    const found = fieldProblems(error, words);
    setProblems(found);
    const shown = names ?? Object.keys(fields);
    if (!Object.keys(found).some((name) => shown.includes(name))) setProblem(errorText(error, words));
  };
  const submit: FormState['submit'] = async (send, localProblems = {}) => {
    if (isSending.current) return;
    setProblem(null);
    setProblems(localProblems);
    if (Object.keys(localProblems).length > 0) return;
    isSending.current = true;
    setBusy(true);
    try {
      await send();
    } catch (error) {
      show(error);
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
