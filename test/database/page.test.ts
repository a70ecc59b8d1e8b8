/** Pages of a list: complete, sorted, and consistent while the list changes. */
import { expect } from 'chai';
import { type Model, Schema } from 'mongoose';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField } from '../../src/database/ids.ts';
import { defineModel, model } from '../../src/database/models.ts';
import { findPage } from '../../src/database/page.ts';
import { InvalidInputError } from '../../src/kernel/errors.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

interface NoteDoc {
  _id: string;
  text: string;
  createdAt: Date;
  dueAt: Date;
}

describe('pages of a list', () => {
  let test: TestDatabase;
  let Note: Model<NoteDoc>;

  beforeEach(async () => {
    const schema = new Schema<NoteDoc>({ _id: idField, text: String, createdAt: Date, dueAt: Date });
    const definition = defineModel<NoteDoc>({
      name: 'Note',
      collection: 'notes',
      schema,
      personal: {},
      exported: namesNobody,
      hotQueries: [],
    });
    test = await startTestDatabase();
    Note = model(test.database.connection, definition);
    await Note.create(['a', 'b', 'c', 'd', 'e'].map((id, at) => note(id, at)));
  });

  afterEach(() => test.close());

  it('are sorted newest first, and by id if dates are equal', async () => {
    const first = await findPage({ model: Note, filter: {}, limit: 2 });
    const second = await findPage({ model: Note, filter: {}, limit: 2, cursor: first.nextCursor ?? '' });
    const third = await findPage({ model: Note, filter: {}, limit: 2, cursor: second.nextCursor ?? '' });

    expect([first, second, third].map(({ docs }) => docs.map(({ _id }) => _id))).to.deep.equal([
      ['e', 'd'],
      ['c', 'b'],
      ['a'],
    ]);
    expect(third.nextCursor).to.equal(null);
  });

  it('end with a full page if nothing is left for another one', async () => {
    const { docs, nextCursor } = await findPage({ model: Note, filter: {}, limit: 5 });

    expect(docs).to.have.length(5);
    expect(nextCursor).to.equal(null);
  });

  it('can be sorted by another date, in both directions', async () => {
    const soonest = await findPage({ model: Note, filter: {}, order: ['dueAt', 1], limit: 2 });
    const next = await findPage({
      model: Note,
      filter: {},
      order: ['dueAt', 1],
      limit: 2,
      cursor: soonest.nextCursor ?? '',
    });
    const last = await findPage({ model: Note, filter: {}, order: ['dueAt', -1], limit: 1 });

    expect([...soonest.docs, ...next.docs].map(({ _id }) => _id)).to.deep.equal(['e', 'd', 'c', 'b']);
    expect(last.docs.map(({ _id }) => _id)).to.deep.equal(['a']);
  });

  it('have no duplicates and no gaps while notes are added and removed', async () => {
    const first = await findPage({ model: Note, filter: {}, limit: 2 });
    await Note.create(note('f', 9));
    await Note.deleteOne({ _id: 'd' });

    const second = await findPage({ model: Note, filter: {}, limit: 2, cursor: first.nextCursor ?? '' });

    expect(second.docs.map(({ _id }) => _id)).to.deep.equal(['c', 'b']);
  });

  it('apply the filter, and can leave out fields', async () => {
    const { docs } = await findPage({ model: Note, filter: { text: 'c' }, limit: 5, select: '-dueAt' });

    expect(docs).to.deep.equal([{ _id: 'c', text: 'c', createdAt: new Date(1) }]);
  });

  it('reject a cursor that does not come from a list', async () => {
    const error = await findPage({ model: Note, filter: {}, limit: 2, cursor: 'made-up' }).catch((e: unknown) => e);

    expect(error).to.be.instanceOf(InvalidInputError);
  });

  /** Two notes each have the same creation time; the newest is due first. */
  function note(id: string, at: number): NoteDoc {
    return { _id: id, text: id, createdAt: new Date(Math.floor(at / 2)), dueAt: new Date(100 - at) };
  }
});
