/** Fields that are declared once for creating, editing, output and storage. */
import { expect } from 'chai';
import { z } from 'zod';
import { storedFields } from '../../src/database/stored-fields.ts';
import { editSchema, writtenFields } from '../../src/protocol/fields.ts';

const fields = {
  title: z.string().min(1),
  level: z.enum(['any', 'beginner']).default('any'),
  tags: z.array(z.string()).default([]),
  link: z.string().nullable().default(null),
};

describe('fields', () => {
  it('are all optional for editing, without defaults', () => {
    const edit = editSchema(fields);

    expect(edit.parse({})).to.deep.equal({});
    expect(edit.parse({ level: 'beginner' })).to.deep.equal({ level: 'beginner' });
    expect(edit.safeParse({ title: '' }).success).to.equal(false);
  });

  it('have their default in objects that were stored before the field was declared', () => {
    const stored = { _id: 'x', title: 'Rust', tags: ['rust'] };

    expect(writtenFields(fields, stored)).to.deep.equal({ title: 'Rust', level: 'any', tags: ['rust'], link: null });
  });

  it('are stored with their type, and required if they have no default', () => {
    expect(storedFields(fields)).to.deep.equal({
      title: { type: String, required: true },
      level: { type: String, default: 'any' },
      tags: { type: [String], default: [] },
      link: { type: String, default: null },
    });
  });

  it('of an unsupported type throw', () => {
    expect(() => storedFields({ when: z.date() })).to.throw('when: add the type');
  });
});
