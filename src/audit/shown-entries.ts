/** Entries with the people in them as they are now. */
import type { ProfileService } from '../profiles/index.ts';
import type { AuditEntry, ShownAuditEntry } from '../protocol/audit.ts';
import { SYSTEM } from './audit-entry.ts';

/** What the ids of a target may name a person by. In the chain of the server, accounts are people of the public tenant. */
const PEOPLE: ReadonlySet<AuditEntry['targetKind']> = new Set(['person', 'account']);

export async function shownEntries(
  chain: string,
  entries: readonly AuditEntry[],
  profiles: Pick<ProfileService, 'summaries'>,
): Promise<ShownAuditEntry[]> {
  const targetOf = ({ targetKind, targetId }: AuditEntry) => (PEOPLE.has(targetKind) ? targetId : null);
  const ids = entries.flatMap((entry) => [entry.actorId, targetOf(entry)]).filter((id) => id !== null && id !== SYSTEM);
  const people = await profiles.summaries(chain, new Set(ids as string[]));
  return entries.map((entry) => {
    const { chain: _chain, keyId: _keyId, mac: _mac, previousHash: _previousHash, ...shown } = entry;
    const target = people.get(targetOf(entry) ?? '') ?? null;
    return { ...shown, actor: people.get(entry.actorId) ?? null, target };
  });
}
