/** Read marks. They only move forward, even if requests arrive late or repeatedly. */
import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
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

  /** Marks everything up to `seq` as read for a person who has just joined: what was written before is not new to them. */
  async join(key: Pick<ReadMarkDoc, 'tenantId' | 'conversationId' | 'personId'>, seq: number): Promise<void> {
    await upsertOnce(() => this.#marks.updateOne(key, { $max: { seq, joinedSeq: seq } }, { upsert: true }));
  }

  /** One mark; 0 if the person has not read anything. */
  async seqOf(key: Pick<ReadMarkDoc, 'tenantId' | 'conversationId' | 'personId'>): Promise<number> {
    return (await this.#marks.findOne(key, { seq: 1 }).lean<ReadMarkDoc>())?.seq ?? 0;
  }

  /** Read marks of these people by conversation id, then by person id. */
  async of(
    tenantId: string,
    conversationIds: readonly string[],
    personIds: readonly string[],
  ): Promise<Map<string, Map<string, ReadMarkDoc>>> {
    const found = await this.#marks
      .find({
        tenantId,
        conversationId: trusted({ $in: [...conversationIds] }),
        personId: trusted({ $in: [...personIds] }),
      })
      .lean<ReadMarkDoc[]>();
    const marks = new Map(conversationIds.map((id) => [id, new Map<string, ReadMarkDoc>()]));
    for (const mark of found) marks.get(mark.conversationId)?.set(mark.personId, mark);
    return marks;
  }
}
