/** Turns errors into sentences: by reason, otherwise by code; for forms, into problems of fields. */
import { MeshiError, type Reason, wireLimits } from '@meshi/client';
import { useCallback } from 'react';
import type { ErrorWords } from '../i18n/error-words.ts';
import { useWords, type Words } from '../i18n/language.ts';

/** Returns a function that turns an error into a sentence: what happened and what to do. */
export function useErrorText(): (error: unknown) => string {
  const words = useWords();
  return useCallback((error: unknown) => errorText(error, words), [words]);
}

export function errorText(thrown: unknown, { errors }: Pick<Words, 'errors'>): string {
  const error = MeshiError.from(thrown);
  if (error.reason) return reasonText(error, error.reason, errors);
  if (error.code === 'limit_exceeded') return errors.tooFast(secondsOf(error.details.retryAfterMs));
  const text = errors.codes[error.code];
  return error.errorId ? `${text} ${errors.errorId(error.errorId)}` : text;
}

function reasonText({ details }: MeshiError, reason: Reason, { reasons }: ErrorWords): string {
  const text = reasons[reason];
  return typeof text === 'string' ? text : text(details.max ?? secondsOf(details.retryAfterMs ?? 0));
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** The problem of each field, by the field's name. */
export type FieldProblems = Partial<Record<string, string>>;

/** The field that a reason is about. */
const REASON_FIELDS: Partial<Record<Reason, string>> = {
  email_taken: 'email',
  handle_taken: 'handle',
  wrong_password: 'password',
  slug_taken: 'slug',
  code_wrong: 'code',
  free_mail: 'email',
};

/** The problems of single fields in an error; empty if the error is about something else. */
export function fieldProblems(thrown: unknown, words: Words): FieldProblems {
  const error = MeshiError.from(thrown);
  const field = error.reason && REASON_FIELDS[error.reason];
  if (field) return { [field]: errorText(error, words) };
  const problems: FieldProblems = {};
  for (const { path } of error.details.problems ?? []) {
    const [, name = path] = /^(?:body\.)?([^.]+)/.exec(path) ?? [];
    problems[name] ??= fieldText(name, words);
  }
  return problems;
}

function fieldText(name: string, words: Words): string {
  switch (name) {
    case 'email':
      return words.errors.email;
    case 'password':
    case 'newPassword':
      return words.errors.password(wireLimits.passwordMinChars);
    case 'handle':
      return words.errors.handle;
    case 'links':
      return words.errors.url;
    case 'tags':
      return words.errors.tag;
    case 'title':
    case 'name':
    case 'displayName':
      return words.errors.required;
    default:
      return words.errors.field;
  }
}
