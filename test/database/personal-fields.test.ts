/** Every stored field about people declares what happens to it when the person is deleted. */
import { expect } from 'chai';
import type { Schema, SchemaType } from 'mongoose';
import { allModels } from '../../ops/all-models.ts';
import { anonymisedWords, keptWords } from '../../src/accounts/deletion-letter.ts';
import type { ModelDefinition } from '../../src/database/models.ts';
import type { PersonalField } from '../../src/database/personal-fields.ts';

/** Names of fields that neither name a person nor hold what a person typed, in whichever model. */
const NEUTRAL = new Set(
  [
    // Ids that lead to a document which declares its own people. An id that contains one of a person declares itself.
    '_id tenantId lastTenantId communityId conversationId roomId topicId topicIds matchId seriesId scheduleId roundId subjectId',
    'notificationIds sessionId nodeId pictureId avatarId circle',
    // One of a closed set.
    'kind state standing role action visibility joining mode every oddOneOut about language languages timeZone level answer',
    'refreshIn endReason contentType inApp push mail from to about',
    // Random.
    'tokenHash codeHash clientMessageId attemptId changeId',
  ].flatMap((names) => names.split(' ')),
);

// Promise A7 of docs/promises.md.
describe('what happens to data about people', () => {
  it('is declared for every field that can hold text or an id', () => {
    const undeclared = allModels.flatMap(({ collection, schema, personal }) =>
      textPaths(schema)
        .filter((path) => !NEUTRAL.has(path.split('.').at(-1) ?? '') && !isDeclared(personal, path))
        .map((path) => `${collection}.${path}`),
    );

    expect(undeclared).to.deep.equal([]);
  });

  it('is declared only for fields that exist', () => {
    const unknown = allModels.flatMap(({ collection, schema, personal }) =>
      Object.keys(personal)
        .filter((path) => !hasPath(schema, path))
        .map((path) => `${collection}.${path}`),
    );

    expect(unknown).to.deep.equal([]);
  });

  it('finds the documents by an index', () => {
    const unindexed = allModels.flatMap(({ collection, schema, personal }) =>
      Object.entries(personal)
        .filter(([path, field]) => isSwept(field) && path !== '_id' && !isIndexed(schema, path))
        .map(([path]) => `${collection}.${path}`),
    );

    // These collections stay small: their documents expire within minutes, or are done within days.
    const small = [
      'heldRoles.approvedById',
      'emailCodes.email',
      'jobs.data.personId',
      'jobs.data.accountId',
      'passwordResets.email',
    ];
    expect(unindexed).to.have.members(small);
  });

  it('goes along only with a field that names a person', () => {
    const alone = allModels.filter(({ personal }) => {
      const fields = Object.values(personal);
      return fields.some(({ fate }) => fate === 'goesAlong') && !fields.some(isNaming);
    });

    expect(alone.map(({ collection }) => collection)).to.deep.equal([]);
  });

  it('has words in the last letter if it is anonymised or kept', () => {
    const having = (test: (field: PersonalField) => boolean) =>
      allModels.filter(({ personal }) => Object.values(personal).some(test)).map(({ collection }) => collection);

    const anonymised = having((field) => field.fate === 'anonymised' && field.names === 'person');
    const kept = having((field) => isNaming(field) && (field.fate === 'kept' || 'except' in field));

    // Only ids of owners, which the feature removes: nothing that a person would look for.
    expect(Object.keys(anonymisedWords)).to.have.members(anonymised.filter((name) => name !== 'tenants'));
    expect(Object.keys(keptWords)).to.have.members(kept);
  });
});

function isNaming(field: PersonalField): boolean {
  return 'names' in field && field.names !== null;
}

/** Whether `Erasure` looks for the field. */
function isSwept(field: PersonalField): boolean {
  return (field.fate === 'deleted' && !field.byFeature) || (field.fate === 'anonymised' && field.update !== null);
}

function isIndexed(schema: Schema, path: string): boolean {
  return schema.indexes().some(([fields]) => Object.keys(fields).find((field) => field !== 'tenantId') === path);
}

function isDeclared(personal: ModelDefinition['personal'], path: string): boolean {
  return Object.keys(personal).some((declared) => path === declared || path.startsWith(`${declared}.`));
}

/** A path of a field, or one inside a field of any shape. */
function hasPath(schema: Schema, path: string): boolean {
  const [first = '', ...rest] = path.split('.');
  const type = schema.path(first) as TypeOfPath | undefined;
  if (!type || rest.length === 0 || type.instance === 'Mixed') return type !== undefined;
  return type.schema ? hasPath(type.schema, rest.join('.')) : false;
}

type TypeOfPath = SchemaType & { schema?: Schema; embeddedSchemaType?: SchemaType };

/** The paths of fields that can hold text or ids. */
function textPaths(schema: Schema): string[] {
  return Object.entries(schema.paths as Record<string, TypeOfPath>).flatMap(([path, type]) => {
    if (type.schema) return textPaths(type.schema).map((inner) => `${path}.${inner}`);
    const { instance } = type.instance === 'Array' && type.embeddedSchemaType ? type.embeddedSchemaType : type;
    return ['String', 'Mixed', 'Buffer', 'Array', 'Map'].includes(instance) ? [path] : [];
  });
}
