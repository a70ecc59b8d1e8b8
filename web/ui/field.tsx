/** Form controls with a label, a hint and a problem, connected for screen readers. */

import { countGraphemes, wireLimits } from '@meshi/client';
import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { useWords } from '../i18n/language.ts';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  isOptional?: boolean;
}

interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** Gives the control its id and its descriptions. */
export function Field({
  label,
  hint,
  problem,
  isOptional = false,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const words = useWords();
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
        {isOptional && <small>{words.common.optional}</small>}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': problem ? true : undefined })}
      {problem && <ProblemText id={`${id}-problem`}>{problem}</ProblemText>}
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What is wrong, with an icon: colour alone would not tell. Screen readers announce it when it appears. */
export function ProblemText({ id, children }: { id?: string; children: string }) {
  return (
    <p className="field-problem" id={id} role="alert">
      <CircleAlert size={16} aria-hidden />
      {children}
    </p>
  );
}

interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'className' | 'id'> {
  /** Counted as people count characters. The field accepts more, and says so, instead of cutting an emoji. */
  maxCharacters?: number;
}

export function TextField({ label, hint, problem, isOptional = false, maxCharacters, ...input }: TextFieldProps) {
  const { errors } = useWords();
  const count = maxCharacters !== undefined && typeof input.value === 'string' ? countGraphemes(input.value.trim()) : 0;
  const tooLong =
    maxCharacters !== undefined && count > maxCharacters && errors.tooManyCharacters(count, maxCharacters);
  const maxLength = maxCharacters === undefined ? {} : { maxLength: maxCharacters * wireLimits.unitsPerCharacter };
  return (
    <Field label={label} hint={hint} problem={tooLong || problem} isOptional={isOptional}>
      {(control) => <input className="input" {...maxLength} {...input} {...control} />}
    </Field>
  );
}

type TextAreaFieldProps = FieldProps & Omit<ComponentProps<'textarea'>, 'className' | 'id'>;

export function TextAreaField({ label, hint, problem, isOptional = false, ...input }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem} isOptional={isOptional}>
      {(control) => <textarea className="input" {...input} {...control} />}
    </Field>
  );
}

type SelectFieldProps<Value extends string> = FieldProps & {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
};

export function SelectField<Value extends string>({
  label,
  hint,
  problem,
  value,
  onChange,
  options,
}: SelectFieldProps<Value>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => (
        <select
          className="input"
          {...control}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
