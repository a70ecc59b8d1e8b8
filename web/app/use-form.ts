/** Sending a form: busy while under way, problems at their fields, anything else above the button. */
import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { errorText, type FieldProblems, fieldProblems } from './error-text.ts';

export interface FormState {
  isBusy: boolean;
  problems: FieldProblems;
  /** What is wrong that belongs to no field. */
  problem: string | null;
  /** Runs `send`; where it throws, the reader is told. Local problems are shown without sending. */
  submit(send: () => Promise<unknown>, localProblems?: FieldProblems): Promise<void>;
}

/** `fields` are those the form shows: a problem at any other field is told above the button. */
export function useForm(fields: readonly string[]): FormState {
  const words = useWords();
  const [isBusy, setBusy] = useState(false);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [problem, setProblem] = useState<string | null>(null);

  const submit: FormState['submit'] = async (send, localProblems = {}) => {
    if (isBusy) return;
    setProblem(null);
    setProblems(localProblems);
    if (Object.keys(localProblems).length > 0) return;
    setBusy(true);
    try {
      await send();
    } catch (error) {
      const found = fieldProblems(error, words);
      setProblems(found);
      if (!Object.keys(found).some((name) => fields.includes(name))) setProblem(errorText(error, words));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problems, problem, submit };
}
