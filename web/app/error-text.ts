/** Turns errors into sentences: by reason, otherwise by code; for forms, into problems of fields. */
import { MeshiError, type Reason, type TextProblem, wireLimits } from '@meshi/client';
import { useCallback } from 'react';
import type { ErrorWords } from '../i18n/error-words.ts';
import { useWords, type Words } from '../i18n/language.ts';
import { wasPasskeyCancelled } from './passkeys.ts';

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

/** Whether the person closed the question for a proof or for a passkey. They know why nothing has happened. */
export function wasCancelled(error: unknown): boolean {
  return wasPasskeyCancelled(error) || MeshiError.from(error).reason === 'proof_needed';
}

/** The problem of each field, by the field's name. */
export type FieldProblems = Partial<Record<string, string>>;

/** A new password; a form that also has the current one names it `newPassword`. */
const NEW_PASSWORD = ['newPassword', 'password'];

/** The field that a reason is about: the first of these that the form has. */
const REASON_FIELDS: Partial<Record<Reason, readonly string[]>> = {
  email_taken: ['email'],
  handle_taken: ['handle'],
  wrong_password: ['password'],
  password_common: NEW_PASSWORD,
  password_guessable: NEW_PASSWORD,
  password_pattern: NEW_PASSWORD,
  password_personal: NEW_PASSWORD,
  slug_taken: ['slug'],
  code_wrong: ['code'],
  factor_code_wrong: ['code'],
  free_mail: ['email'],
};

/** The problems of single fields in an error; empty if the error is about something else, or about no field of the form. */
export function fieldProblems(thrown: unknown, words: Words, names: readonly string[]): FieldProblems {
  const error = MeshiError.from(thrown);
  const field = error.reason && REASON_FIELDS[error.reason]?.find((name) => names.includes(name));
  if (field) return { [field]: errorText(error, words) };
  const problems: FieldProblems = {};
  for (const { path, problem } of error.details.problems ?? []) {
    const [, name = path] = /^(?:body\.)?([^.]+)/.exec(path) ?? [];
    problems[name] ??= fieldText(name, problem, words);
  }
  return problems;
}

function fieldText(name: string, problem: TextProblem | undefined, words: Words): string {
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
      return problem === 'mixed_scripts' ? words.errors.text.mixed_scripts : words.errors.tag;
    default:
      return problem ? words.errors.text[problem] : words.errors.field;
  }
}
