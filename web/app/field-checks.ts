/** Finds problems of account fields before the form is sent. */
import { nameProblem, wireLimits } from '@meshi/client';
import type { Words } from '../i18n/language.ts';
import type { FieldProblems } from './error-text.ts';

export function checkFields(
  fields: { email?: string; password?: string; newPassword?: string; displayName?: string; handle?: string },
  words: Words,
): FieldProblems {
  const { errors } = words;
  const problems: FieldProblems = {};
  if (fields.email !== undefined && !/^\S+@\S+$/.test(fields.email.trim())) problems.email = errors.email;
  if (fields.password === '') problems.password = errors.required;
  if (fields.newPassword !== undefined && fields.newPassword.length < wireLimits.passwordMinChars) {
    problems.newPassword = errors.password(wireLimits.passwordMinChars);
  }
  const name = fields.displayName === undefined ? null : nameProblem(fields.displayName, wireLimits.displayNameChars);
  if (name) problems.displayName = name === 'required' ? errors.required : errors.text[name];
  if (fields.handle !== undefined && !/^[a-z][a-z0-9_]{2,23}$/i.test(fields.handle.trim())) {
    problems.handle = errors.handle;
  }
  return problems;
}
