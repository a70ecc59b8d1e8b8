/** Errors in the reader's words: by reason, otherwise by code; and at the fields, where fields are at fault. */
import { MeshiError, wireLimits } from '@meshi/client';
import { useCallback } from 'react';
import type { Words } from '../i18n/language.ts';
import { useWords } from '../i18n/language.ts';

const REASONS = [
  'email_taken',
  'handle_taken',
  'not_a_picture',
  'reset_over',
  'wrong_password',
  'wrong_credentials',
  'topic_closed',
  'too_many_topics',
  'too_many_interests',
  'many_waiting',
  'too_many_less_likes',
  'too_many_rooms',
  'too_many_blocks',
  'meal_full',
  'meal_cancelled',
  'meal_over',
  'too_many_meals',
  'capacity_taken',
  'conversation_closed',
  'room_full',
  'room_closed',
  'not_in_room',
  'proposal_changed',
  'proposal_open',
  'time_passed',
  'time_taken',
  'time_too_far',
  'media_full',
  'no_webrtc',
  'no_mail',
  'slug_taken',
  'too_many_created',
  'too_many_tenants',
  'already_member',
  'last_owner',
  'free_mail',
  'code_wrong',
  'mail_failed',
  'invitation_over',
  'role',
  'network',
  'banned',
  'invitation_needed',
  'rules_changed',
  'last_owner',
  'invitation_over',
  'muted',
  'banned_word',
  'not_allowed',
  'not_a_member',
  'own_message',
  'too_many_communities',
  'too_many_channels',
  'community_full',
] as const;
type Reason = (typeof REASONS)[number];

/** Answers each error with a sentence that says what happened and what to do. */
export function useErrorText(): (error: unknown) => string {
  const words = useWords();
  return useCallback((error: unknown) => errorText(error, words), [words]);
}

export function errorText(error: unknown, words: Words): string {
  const { code, details, errorId } = MeshiError.from(error);
  const reason = REASONS.find((known) => known === details.reason);
  if (reason) return words.errors[reason];
  if (details.reason === 'timeout') return words.errors.unavailable;
  if (code === 'limit_exceeded' && details.retryAfterMs) {
    return words.errors.limitFor(Math.ceil(details.retryAfterMs / 1000));
  }
  return errorId ? `${words.errors[code]} ${words.errors.errorId(errorId)}` : words.errors[code];
}

/** What is wrong with each field, by the field's name. */
export type FieldProblems = Partial<Record<string, string>>;

/** Which field a reason speaks of. */
const REASON_FIELDS: Partial<Record<Reason, string>> = {
  email_taken: 'email',
  handle_taken: 'handle',
  wrong_password: 'password',
  slug_taken: 'slug',
  code_wrong: 'code',
  free_mail: 'email',
};

/** The problems at fields that an error tells of; empty where it is about something else. */
export function fieldProblems(error: unknown, words: Words): FieldProblems {
  const { details } = MeshiError.from(error);
  const reason = REASONS.find((known) => known === details.reason);
  const field = reason && REASON_FIELDS[reason];
  if (reason && field) return { [field]: words.errors[reason] };
  const problems: FieldProblems = {};
  for (const { path } of details.problems ?? []) {
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
