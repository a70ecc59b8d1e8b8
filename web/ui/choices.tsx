/** Segments and radio lists choose one of a few options; checks choose any number (check boxes). */
import { type ReactNode, useId } from 'react';
import { ProblemText } from './field.tsx';

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string; hint?: string }[];
  isLabelHidden?: boolean;
}

export function Segments<Value extends string>({
  label,
  value,
  onChange,
  options,
  isLabelHidden = false,
}: SegmentsProps<Value>) {
  const name = useId();
  return (
    <Group label={label} isLabelHidden={isLabelHidden} layout="segments">
      {options.map((option) => (
        <label className="segment" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
          {option.hint && <small>{option.hint}</small>}
        </label>
      ))}
    </Group>
  );
}

interface RadioListProps<Value extends string> {
  label: string;
  /** Null until one is chosen. */
  value: Value | null;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  problem?: string | undefined;
}

/** One of several options, one below the other. */
export function RadioList<Value extends string>({ label, value, onChange, options, problem }: RadioListProps<Value>) {
  const name = useId();
  return (
    <Group label={label} problem={problem} layout="radio-list">
      {options.map((option) => (
        <label className="radio" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            aria-invalid={problem ? true : undefined}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </Group>
  );
}

interface ChecksProps<Value extends string> {
  label: string;
  values: readonly Value[];
  onChange: (values: Value[]) => void;
  options: readonly { value: Value; label: string }[];
  problem?: string | undefined;
}

export function Checks<Value extends string>({ label, values, onChange, options, problem }: ChecksProps<Value>) {
  const toggle = (value: Value, isOn: boolean) =>
    onChange(isOn ? [...values, value] : values.filter((other) => other !== value));
  return (
    <Group label={label} problem={problem} layout="row">
      {options.map((option) => (
        <label className="check" key={option.value}>
          <input
            type="checkbox"
            checked={values.includes(option.value)}
            aria-invalid={problem ? true : undefined}
            onChange={(event) => toggle(option.value, event.target.checked)}
          />
          {option.label}
        </label>
      ))}
    </Group>
  );
}

interface CheckProps {
  label: string;
  /** What follows from it. */
  hint?: string;
  value: boolean;
  onChange: (isOn: boolean) => void;
}

/** One check box, as a line of its own. */
export function Check({ label, hint, value, onChange }: CheckProps) {
  const hintId = useId();
  return (
    <div>
      <label className="check-line">
        <input
          type="checkbox"
          checked={value}
          aria-describedby={hint && hintId}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {hint && (
        <p className="quiet check-hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface GroupProps {
  label: string;
  isLabelHidden?: boolean;
  problem?: string | undefined;
  layout: 'segments' | 'radio-list' | 'row';
  children: ReactNode;
}

/** The options with their common label and problem. */
function Group({ label, isLabelHidden = false, problem, layout, children }: GroupProps) {
  const problemId = useId();
  return (
    <fieldset className="field" aria-describedby={problem && problemId}>
      <legend className={isLabelHidden ? 'hidden-text' : 'field-label'}>{label}</legend>
      <div className={layout}>{children}</div>
      {problem && <ProblemText id={problemId}>{problem}</ProblemText>}
    </fieldset>
  );
}
