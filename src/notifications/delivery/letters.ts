/** Letters in the database. */
import type { Model } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { insertOnce } from '../../database/insert-once.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Person } from '../../kernel/person.ts';
import type { LetterDoc } from './letter-model.ts';

export class Letters {
  readonly #letters: Model<LetterDoc>;
  readonly #clock: Clock;

  constructor({ letters, clock }: { letters: Model<LetterDoc>; clock: Clock }) {
    this.#letters = letters;
    this.#clock = clock;
  }

  /** A letter that is not stored yet. */
  make(
    { tenantId, personId }: Person,
    { notificationIds, conversations, isTimely }: Pick<LetterDoc, 'notificationIds' | 'conversations' | 'isTimely'>,
  ): LetterDoc {
    const createdAt = this.#clock.date();
    return { _id: newId(), tenantId, personId, notificationIds, conversations, isTimely, failures: 0, createdAt };
  }

  /** The letter that is being sent to this person. */
  find({ tenantId, personId }: Person): Promise<LetterDoc | null> {
    return this.#letters.findOne({ tenantId, personId }).lean<LetterDoc>().exec();
  }

  /** Stores a letter. Returns false if another one is being sent to this person. */
  add(letter: LetterDoc): Promise<boolean> {
    return insertOnce(this.#letters, letter);
  }

  async noteFailure({ _id, tenantId }: LetterDoc): Promise<void> {
    await this.#letters.updateOne({ _id, tenantId }, { $inc: { failures: 1 } });
  }

  async remove({ _id, tenantId }: LetterDoc): Promise<void> {
    await this.#letters.deleteOne({ _id, tenantId });
  }
}
