/** Who must leave a room by what is stored now, for times when the events of such changes are late or lost. */
import { type Circles, circleName } from '../src/kernel/circles.ts';
import type { Circle } from '../src/protocol/common.ts';

export interface Inside {
  tenantId: string;
  circle: Circle | null;
  /** The people inside. */
  personIds: ReadonlySet<string>;
}

/** The people inside who have left the circle of the room. Nobody leaves because of a block. */
export async function leaversOf(
  { tenantId, circle, personIds }: Inside,
  circles: Pick<Circles, 'members'>,
): Promise<string[]> {
  if (!circle) return [];
  const inCircle = await circles.members(tenantId, circleName(circle.kind, circle.id));
  return [...personIds].filter((personId) => !inCircle.has(personId));
}
