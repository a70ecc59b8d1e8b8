/** For how long an organisation keeps what its members write. Pure functions. */

import { DAY_MS } from '../../kernel/time.ts';
import type { NextRetention, Retention } from '../../protocol/tenants.ts';
import type { TenantDoc } from '../memberships/index.ts';

/** What an organisation keeps that has set nothing. */
export const FOR_EVER: Retention = { messageDays: null, roomDays: null, auditDays: null };

type Stored = Pick<TenantDoc, 'retention' | 'nextRetention'>;
type Next = NonNullable<TenantDoc['nextRetention']>;

/** The retention that holds at this time, and a shorter one that does not hold yet. */
export function retentionAt({ retention, nextRetention }: Stored, now: number): { now: Retention; next: Next | null } {
  if (nextRetention && nextRetention.at.getTime() <= now) return { now: daysIn(nextRetention), next: null };
  return { now: daysIn(retention ?? FOR_EVER), next: nextRetention ?? null };
}

/** What holds at once after a change: of each field, the longer time. The whole change holds later if it shortens anything. */
export function changed(current: Retention, wanted: Retention): { now: Retention; isShorter: boolean } {
  const now = {
    messageDays: longer(current.messageDays, wanted.messageDays),
    roomDays: longer(current.roomDays, wanted.roomDays),
    auditDays: longer(current.auditDays, wanted.auditDays),
  };
  return { now, isShorter: !isSame(now, wanted) };
}

export function isSame(one: Retention, other: Retention): boolean {
  return one.messageDays === other.messageDays && one.roomDays === other.roomDays && one.auditDays === other.auditDays;
}

/** What members and operators see. */
export function shownRetention(
  stored: Stored,
  now: number,
): { retention: Retention; nextRetention: NextRetention | null } {
  const found = retentionAt(stored, now);
  const next = found.next && { ...daysIn(found.next), at: found.next.at.toISOString() };
  return { retention: found.now, nextRetention: next };
}

/** What was written before this time is past its days; null if everything is kept. */
export function cutoff(days: number | null, now: number): Date | null {
  return days === null ? null : new Date(now - days * DAY_MS);
}

function longer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}

function daysIn({ messageDays, roomDays, auditDays }: Retention): Retention {
  return { messageDays, roomDays, auditDays };
}
