/** Every stored field about people is exported to the person, or says that it is not. */
import { expect } from 'chai';
import type { Schema } from 'mongoose';
import { allModels } from '../../ops/all-models.ts';
import type { ExportedFile } from '../../src/database/exported-fields.ts';
import type { ModelDefinition } from '../../src/database/models.ts';
import { archiveWords } from '../../src/exports/archive-words.ts';

type AnyFile = ExportedFile<Record<string, unknown>>;

/** Words in the names of fields that must never leave the server. */
const SECRET = /hash|token|secret|^auth$|p256dh|^mac$|keyId|tenantId|grams|searchText/i;

const files = allModels.flatMap((model) => (model.exported.in === 'file' ? [{ model, ...model.exported }] : [])) as {
  model: ModelDefinition;
}[] as ({ model: ModelDefinition } & AnyFile)[];

// Promise A13 of docs/promises.md.
describe('what a person gets of stored data', () => {
  it('is declared for every field that names a person or that a person typed', () => {
    const undeclared = files.flatMap((file) =>
      Object.entries(file.model.personal)
        .filter(([path, { fate }]) => fate !== 'impersonal' && path !== 'pendingAudit' && !mentions(file, path))
        .map(([path]) => `${file.model.collection}.${path}`),
    );

    expect(undeclared).to.deep.equal([]);
  });

  it('is declared for every model with personal fields', () => {
    const silent = allModels.filter(
      ({ personal, exported }) =>
        exported.in === 'nothing' &&
        exported.why === 'It names nobody.' &&
        Object.entries(personal).some(([path, field]) => path !== 'pendingAudit' && 'names' in field && field.names),
    );

    expect(silent.map(({ collection }) => collection)).to.deep.equal([]);
  });

  it('comes from fields that exist', () => {
    const unknown = files.flatMap((file) =>
      sourcesOf(file)
        .filter((field) => !file.model.schema.path(field) && !isNested(file.model.schema, field))
        .map((field) => `${file.model.collection}.${field}`),
    );

    expect(unknown).to.deep.equal([]);
  });

  it('has no field whose name is that of a secret', () => {
    const secret = files.flatMap(({ model, copied, people }) =>
      [...copied, ...Object.values(people)].filter((field) => SECRET.test(field)).map((one) => `${model.name}.${one}`),
    );

    expect(secret).to.deep.equal([]);
  });

  it('is found by an index', () => {
    const unindexed = files.flatMap(({ model, by }) =>
      by.filter((path) => path !== '_id' && !isIndexed(model.schema, path)).map((path) => `${model.name}.${path}`),
    );

    expect(unindexed).to.deep.equal([]);
  });

  it('is in files with names of their own, which have words in both languages', () => {
    const names = files.map(({ file }) => file);

    expect(new Set(names).size).to.equal(names.length);
    expect(Object.keys(archiveWords.files)).to.have.members([...names, 'conversations']);
    const labels = files.flatMap(({ copied, people, communities, made }) => [
      ...copied,
      ...[people, communities, made].flatMap((named) => Object.keys(named)),
    ]);
    expect([...new Set(labels)].filter((name) => !(name in archiveWords.fields))).to.deep.equal([]);
  });
});

function sourcesOf({ copied, people, communities, made, without, unlessApart }: AnyFile): string[] {
  const read = Object.values(made).flatMap(({ from }) => from);
  return [...copied, ...Object.values(people), ...Object.values(communities), ...read, ...without, ...unlessApart];
}

function mentions(file: AnyFile, path: string): boolean {
  const [first = ''] = path.split('.');
  return first === '_id' || [...sourcesOf(file), ...file.by.map((one) => one.split('.')[0])].includes(first);
}

function isNested(schema: Schema, field: string): boolean {
  return Object.keys(schema.paths).some((path) => path.startsWith(`${field}.`));
}

function isIndexed(schema: Schema, path: string): boolean {
  return schema.indexes().some(([fields]) => Object.keys(fields).find((field) => field !== 'tenantId') === path);
}
