/** Read marks. They only move forward, even if requests arrive late or repeatedly. */
import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Person } from '../kernel/person.ts';
import type { ReadMarkDoc } from './read-mark-model.ts';

export class ReadMarks {
  readonly #marks: Model<ReadMarkDoc>;

  constructor(marks: Model<ReadMarkDoc>) {
    this.#marks = marks;
  }

  /** Moves a mark to `seq` unless it is already further. Returns its position and whether it moved. */
  async move(key: Pick<ReadMarkDoc, 'tenantId' | 'conversationId' | 'personId'>, seq: number) {
    const before = await upsertOnce(() =>
      this.#marks
        .findOneAndUpdate(key, { $max: { seq } }, { upsert: true, returnDocument: 'before', setDefaultsOnInsert: true })
        .lean<ReadMarkDoc>()
        .exec(),
    );
    const previous = before?.seq ?? 0;
    return { seq: Math.max(previous, seq), hasMoved: seq > previous };
  }

  /** Read marks by conversation id, then by person id. */
  async of(tenantId: string, conversationIds: readonly string[]): Promise<Map<string, Map<string, number>>> {
    const found = await this.#marks
      .find({ tenantId, conversationId: trusted({ $in: [...conversationIds] }) })
      .lean<ReadMarkDoc[]>();
    const marks = new Map(conversationIds.map((id) => [id, new Map<string, number>()]));
    for (const { conversationId, personId, seq } of found) marks.get(conversationId)?.set(personId, seq);
    return marks;
  }

  async erase({ tenantId, personId }: Person): Promise<void> {
    await this.#marks.deleteMany({ tenantId, personId });
  }
}
