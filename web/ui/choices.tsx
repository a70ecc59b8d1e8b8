/** Segments choose one of a few options (radio buttons); checks choose any number (check boxes). */
import { useId } from 'react';

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
    <fieldset className="field">
      <legend className={isLabelHidden ? 'hidden-text' : 'field-label'}>{label}</legend>
      <div className="segments">
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
      </div>
    </fieldset>
  );
}

interface ChecksProps<Value extends string> {
  label: string;
  values: readonly Value[];
  onChange: (values: Value[]) => void;
  options: readonly { value: Value; label: string }[];
}

export function Checks<Value extends string>({ label, values, onChange, options }: ChecksProps<Value>) {
  const toggle = (value: Value, isOn: boolean) =>
    onChange(isOn ? [...values, value] : values.filter((other) => other !== value));
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      <div className="row">
        {options.map((option) => (
          <label className="check" key={option.value}>
            <input
              type="checkbox"
              checked={values.includes(option.value)}
              onChange={(event) => toggle(option.value, event.target.checked)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
