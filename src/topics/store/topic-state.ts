/** Whether a topic is open. Expiry is a matter of the clock: nothing runs when the moment comes. */
import { NO_EXPIRY, type StoredTopic } from './topic-model.ts';

export type TopicState = 'open' | 'closed' | 'expired';

/** Closed by its owner comes before expired: it says what the owner wanted. */
export function topicState(
  { isOpen, expiresAt }: Pick<StoredTopic, 'isOpen' | 'expiresAt'>,
  nowMs: number,
): TopicState {
  if (!isOpen) return 'closed';
  return expiresAt.getTime() > nowMs ? 'open' : 'expired';
}

/** As stored: a date far away stands for none. */
export function toStoredExpiry(expiresAt: string | null): Date {
  return expiresAt === null ? NO_EXPIRY : new Date(expiresAt);
}

/** As it travels. */
export function toWireExpiry(expiresAt: Date): string | null {
  return expiresAt.getTime() === NO_EXPIRY.getTime() ? null : expiresAt.toISOString();
}
