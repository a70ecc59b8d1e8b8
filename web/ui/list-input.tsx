/**
 * Several short texts in one field, such as tags. Enter, a comma or leaving the field adds the typed text; a pasted list
 * becomes several entries. What cannot be added stays in the field, with the reason.
 */
import { X } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Field } from './field.tsx';
import { useFormPart } from './form-parts.ts';
import { isWebUrl } from './links.ts';
import {
  addItems,
  countSeparators,
  isTag,
  type ListKind,
  type ListRules,
  normalizeTag,
  splitItems,
} from './list-items.ts';

interface ListInputProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  values: readonly string[];
  onChange: (values: string[]) => void;
  maxItems: number;
  maxChars: number;
  /** What the entries are, by default `names`. */
  kind?: ListKind;
  /** Offered while typing. */
  suggestions?: readonly string[];
}

const RULES: Record<ListKind, Pick<ListRules, 'normalize' | 'isValid'>> = {
  tags: { normalize: normalizeTag, isValid: isTag },
  names: { normalize: (text) => text, isValid: () => true },
  links: { normalize: (text) => text, isValid: isWebUrl },
};

export function ListInput(props: ListInputProps) {
  const { values, onChange, kind = 'names', suggestions } = props;
  const words = useWords();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useTypedList(props, kind);
  // The reason is below the field, where the end of a dialog may cover it.
  useEffect(() => {
    if (list.problem) input.current?.closest('.field')?.scrollIntoView({ block: 'center' });
  }, [list.problem]);

  useFormPart({ hasInput: () => list.text.trim() !== '', take: list.take, element: () => input.current });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      list.take();
    } else if (event.key === 'Backspace' && list.text === '') {
      onChange(values.slice(0, -1));
    }
  };

  return (
    <Field label={props.label} hint={props.hint} problem={list.problem ?? props.problem} isOptional>
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
            ref={input}
            value={list.text}
            list={suggestions ? listId : undefined}
            autoComplete="off"
            autoCapitalize="none"
            onChange={(event) => list.type(event.target.value, (event.nativeEvent as InputEvent).isComposing)}
            onCompositionEnd={(event) => list.type(event.currentTarget.value, false)}
            onPaste={(event) => insertList(event, event.clipboardData, list)}
            onDrop={(event) => insertList(event, event.dataTransfer, list)}
            onKeyDown={onKeyDown}
            // Leaving the field adds the typed text, so that a tag is not lost because Enter was forgotten.
            onBlur={() => list.take()}
          />
          {suggestions && (
            <datalist id={listId}>
              {suggestions
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

interface TypedList {
  text: string;
  /** Why the text could not be added; null after the next change of it. */
  problem: string | null;
  kind: ListKind;
  /** The text of the input has changed. `isComposing`: an input method has not finished it. */
  type: (text: string, isComposing: boolean) => void;
  /** Adds what is typed, by default the text of the input. Returns whether everything could be added. */
  take: (text?: string) => boolean;
}

function useTypedList({ values, onChange, maxItems, maxChars }: ListInputProps, kind: ListKind): TypedList {
  const { errors, fields } = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  // Only a new separator adds the text: the rest of a list that was refused contains separators too.
  const separators = useRef(0);
  const show = (next: string) => {
    setText(next);
    separators.current = countSeparators(next, kind);
  };

  const take = (typed = text) => {
    const items = splitItems(typed, kind);
    const added = addItems(values, items, { ...RULES[kind], maxItems, maxChars });
    if (added.values.length > values.length) onChange(added.values);
    show(added.rest.join(', '));
    const invalid = { tags: errors.tag, names: errors.field, links: errors.url }[kind];
    setProblem(
      added.refusal &&
        { invalid, too_long: fields.itemTooLong(maxChars), full: fields.listFull(maxItems) }[added.refusal],
    );
    return added.rest.length === 0;
  };
  const type = (next: string, isUnfinished: boolean) => {
    if (!isUnfinished && countSeparators(next, kind) > separators.current) return void take(next);
    setText(next);
    if (!isUnfinished) separators.current = countSeparators(next, kind);
    setProblem(null);
  };
  return { text, problem, kind, type, take };
}

/** Adds a pasted or dropped list. An input would remove its line breaks and so join its entries. */
function insertList(
  event: ClipboardEvent<HTMLInputElement> | DragEvent<HTMLInputElement>,
  data: DataTransfer,
  list: TypedList,
): void {
  const pasted = data.getData('text/plain');
  if (splitItems(pasted, list.kind).length < 2) return;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const isPaste = event.type === 'paste';
  const start = isPaste ? (selectionStart ?? value.length) : value.length;
  const end = isPaste ? (selectionEnd ?? value.length) : value.length;
  list.take(value.slice(0, start) + pasted + value.slice(end));
}
