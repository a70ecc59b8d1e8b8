/** What is told and asked of the people at a table. Rules without input or output. */
import type { RoundReason } from '../protocol/rounds.ts';
import type { RoundPairDoc } from './round-pair-model.ts';

type Table = Pick<RoundPairDoc, 'personIds' | 'reasons' | 'answers'>;

/** Why the two sit together, as the first sees it. */
export function reasonsFor({ reasons }: Pick<Table, 'reasons'>, personId: string, otherId: string): RoundReason[] {
  const own = reasons.find((one) => one.personId === personId && one.otherId === otherId);
  if (own) return own.reasons;
  const theirs = reasons.find((one) => one.personId === otherId && one.otherId === personId);
  return (theirs?.reasons ?? []).map(turned);
}

/** What one can teach the other wants to learn. */
function turned(reason: RoundReason): RoundReason {
  if (reason.kind === 'you_can_teach') return { kind: 'you_want_to_learn', skills: reason.skills };
  if (reason.kind === 'you_want_to_learn') return { kind: 'you_can_teach', skills: reason.skills };
  return reason;
}

/** Who has not said whether they met, each with one of the others to name in the question. */
export function whoIsUnasked({ personIds, answers }: Pick<Table, 'personIds' | 'answers'>): [string, string][] {
  const silent = personIds.filter((id) => !answers.some(({ personId }) => personId === id));
  return silent.flatMap((id): [string, string][] => {
    const other = personIds.find((one) => one !== id);
    return other ? [[id, other]] : [];
  });
}

/** Of those named only the others at the table. */
export function ratherNotAmong(
  { personIds }: Pick<Table, 'personIds'>,
  personId: string,
  namedIds: readonly string[],
): string[] {
  return personIds.filter((id) => id !== personId && namedIds.includes(id));
}
