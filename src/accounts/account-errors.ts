/** Refusals that several services of accounts share. */
import { ConflictError, ForbiddenError } from '../kernel/errors.ts';

export function emailTaken(): ConflictError {
  return new ConflictError('email_taken', 'An account with this email address already exists. Sign in to it.');
}

/** Not `unauthenticated`, because clients would take that as the end of their session. */
export function wrongPassword(): ForbiddenError {
  return new ForbiddenError('wrong_password', 'The password is wrong. Enter the current password of your account.');
}
