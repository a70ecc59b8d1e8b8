/** Several short texts in one field, such as tags: Enter or a comma adds the typed text, Backspace removes the last one. */
import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Field } from './field.tsx';
import { isComposing } from './is-composing.ts';

interface ListInputProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  values: readonly string[];
  onChange: (values: string[]) => void;
  maxItems: number;
  maxChars: number;
  /** Offered while typing. */
  suggestions?: readonly string[];
  /** Turns the typed text into a value, such as a tag in lower case. */
  normalize?: (text: string) => string;
}

export function ListInput(props: ListInputProps) {
  const { values, onChange, maxItems, normalize = trimmed } = props;
  const words = useWords();
  const listId = useId();
  const [text, setText] = useState('');

  const commit = () => {
    const value = normalize(text);
    setText('');
    if (value && !values.includes(value) && values.length < maxItems) onChange([...values, value]);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return;
    if ((event.key === 'Enter' || event.key === ',' || event.key === '、') && text.trim()) {
      event.preventDefault();
      commit();
    } else if (event.key === 'Enter') {
      event.preventDefault();
    } else if (event.key === 'Backspace' && text === '') {
      onChange(values.slice(0, -1));
    }
  };

  return (
    <Field label={props.label} hint={props.hint} problem={props.problem} isOptional>
      {(control) => (
        <div className="tags-field">
          {values.map((value) => (
            <span className="tag-token" key={value}>
              {value}
              <button
                type="button"
                aria-label={words.common.removeItem(value)}
                onClick={() => onChange(values.filter((other) => other !== value))}
              >
                <X size={14} aria-hidden />
              </button>
            </span>
          ))}
          <input
            {...control}
            value={text}
            maxLength={props.maxChars}
            list={props.suggestions ? listId : undefined}
            autoComplete="off"
            autoCapitalize="none"
            disabled={values.length >= maxItems}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            // Leaving the field adds the typed text, so that a tag is not lost because Enter was forgotten.
            onBlur={commit}
          />
          {props.suggestions && (
            <datalist id={listId}>
              {props.suggestions
                .filter((tag) => !values.includes(tag))
                .map((tag) => (
                  <option key={tag} value={tag} />
                ))}
            </datalist>
          )}
        </div>
      )}
    </Field>
  );
}

function trimmed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A tag in the form that the server stores. */
export function normalizeTag(text: string): string {
  return text.normalize('NFKC').trim().replace(/^#/, '').toLowerCase().replace(/\s+/g, '-');
}
