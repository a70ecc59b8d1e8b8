/**
 * Who may see a room. Pure. Blocks do not decide it: a room is shared, so nobody is kept out because of somebody else's block.
 * They only keep two people from each other's words.
 */
import { circleName } from '../src/kernel/circles.ts';
import { NotFoundError } from '../src/kernel/errors.ts';
import type { Room } from '../src/protocol/rooms.ts';

/** Whether the room belongs to a circle that the reader is not in. `circles` are the names of the reader's circles. */
export function isHidden({ circle }: Pick<Room, 'circle'>, circles: ReadonlySet<string>): boolean {
  return circle !== null && !circles.has(circleName(circle.kind, circle.id));
}

export function noSuchRoom(): NotFoundError {
  return new NotFoundError('This room does not exist, or you cannot see it.');
}
