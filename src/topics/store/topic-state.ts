/** Whether a topic is open. Expiry is computed from the clock; no job runs when a topic expires. */
import { NO_EXPIRY, type StoredTopic } from './topic-model.ts';

export type TopicState = 'open' | 'closed' | 'expired';

/** A topic that is both closed and expired is `closed`, because that was the owner's decision. */
export function topicState(
  { isOpen, expiresAt }: Pick<StoredTopic, 'isOpen' | 'expiresAt'>,
  nowMs: number,
): TopicState {
  if (!isOpen) return 'closed';
  return expiresAt.getTime() > nowMs ? 'open' : 'expired';
}

/** The stored form: `NO_EXPIRY` if it does not expire. */
export function toStoredExpiry(expiresAt: string | null): Date {
  return expiresAt === null ? NO_EXPIRY : new Date(expiresAt);
}

/** The wire form: null if it does not expire. */
export function toWireExpiry(expiresAt: Date): string | null {
  return expiresAt.getTime() === NO_EXPIRY.getTime() ? null : expiresAt.toISOString();
}
