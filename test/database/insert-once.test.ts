/** Inserting once: a unique index decides between simultaneous writes. */
import { expect } from 'chai';
import { type Model, Schema } from 'mongoose';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField, newId } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { insertOnce, upsertOnce } from '../../src/database/insert-once.ts';
import { defineModel, model } from '../../src/database/models.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

interface SeatDoc {
  _id: string;
  name: string;
  takers: number;
}

describe('inserting once', () => {
  let test: TestDatabase;
  let Seat: Model<SeatDoc>;

  beforeEach(async () => {
    const schema = new Schema<SeatDoc>({ _id: idField, name: { type: String, required: true }, takers: Number });
    schema.index({ name: 1 }, { unique: true });
    const definition = defineModel<SeatDoc>({
      name: 'Seat',
      collection: 'seats',
      schema,
      personal: {},
      exported: namesNobody,
      hotQueries: [],
    });
    test = await startTestDatabase();
    await ensureIndexes(test.database.connection, [definition], createLog({ level: 'silent' }));
    Seat = model(test.database.connection, definition);
  });

  afterEach(() => test.close());

  it('returns true to exactly one of many simultaneous writers', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, () => insertOnce(Seat, { _id: newId(), name: 'window', takers: 1 })),
    );

    expect(results.filter((isInserted) => isInserted)).to.have.lengthOf(1);
    expect(await Seat.countDocuments()).to.equal(1);
  });

  it('throws all other errors of a write', async () => {
    const error = await insertOnce(Seat, { _id: newId(), name: '', takers: 1 }).catch((e: unknown) => e);

    expect(error).to.have.property('name', 'ValidationError');
  });

  it('loses none of many simultaneous upserts', async () => {
    const take = () => Seat.updateOne({ name: 'door' }, { $inc: { takers: 1 } }, { upsert: true }).exec();

    await Promise.all(Array.from({ length: 10 }, () => upsertOnce(take)));

    expect(await Seat.find().lean()).to.have.lengthOf(1);
    expect((await Seat.findOne({ name: 'door' }).lean())?.takers).to.equal(10);
  });

  it('repeats an upsert that another insert has overtaken', async () => {
    await Seat.create({ _id: newId(), name: 'door', takers: 1 });
    let attempts = 0;
    // The engine repeats some of these upserts itself, so the first attempt is an insert, which it always refuses.
    const take = async () => {
      attempts += 1;
      if (attempts === 1) await Seat.create({ _id: newId(), name: 'door', takers: 1 });
      else await Seat.updateOne({ name: 'door' }, { $inc: { takers: 1 } }, { upsert: true });
    };

    await upsertOnce(take);

    expect(await Seat.find().lean()).to.have.lengthOf(1);
    expect((await Seat.findOne({ name: 'door' }).lean())?.takers).to.equal(2);
  });
});
