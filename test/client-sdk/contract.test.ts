/** The SDK follows the route table: its methods and types are those of the routes. */
import { expect } from 'chai';
import { z } from 'zod';
import { MeshiClient } from '../../client-sdk/index.ts';
import { meSchema, type RouteInput, type RouteName, type RouteTable, routes } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, newPerson } from '../support/sdk.ts';

const table = Object.entries(routes as RouteTable);

/** The names of routes with a query field that accepts any type. */
type LooseQuery = {
  [Name in RouteName]: RouteInput<Name, 'query'> extends infer Query extends object
    ? { [Field in keyof Query]-?: unknown extends Query[Field] ? Name : never }[keyof Query]
    : never;
}[RouteName];

describe('the SDK and the route table', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  it('have a method for each route, except routes that change the session', () => {
    const client = new MeshiClient({ url: app.url });
    const missing = table
      .filter(([name, { changesSession }]) => !changesSession && !hasMethod(client, name))
      .map(([name]) => name);

    expect(missing).to.deep.equal([]);
  });

  it('accept numbers for number fields of a query', async () => {
    const { sdk } = await newPerson(app);
    for (const title of ['Rust', 'Ramen', 'Rain']) await sdk.topics.create({ title });

    const first = await sdk.topics.listMine({ limit: 2 });
    // @ts-expect-error: the field is a number, not a string.
    const second = await sdk.topics.listMine({ limit: '2' });
    // @ts-expect-error: an appointment cannot have this length.
    const refused = await sdk.proposals.slots({ matchId: 'none', minutes: 45 }).catch(({ code }) => code);

    expect(first.items).to.have.length(2);
    expect(second.items).to.have.length(2);
    expect(refused).to.equal('invalid_input');
  });

  it('have no query field with an unknown type', () => {
    const loose: LooseQuery[] = [];

    expect(loose).to.deep.equal([]);
  });

  it('can send every query field: a string, a word of a list, or a number as text', () => {
    const fields = table.flatMap(([name, { query }]) =>
      Object.entries(query?.shape ?? {}).map(([field, schema]) => ({ name: `${name} ${field}`, schema })),
    );
    const unsendable = fields.filter(({ schema }) => {
      const types = typesOf(z.toJSONSchema(schema as z.ZodType, { io: 'input' }) as JsonSchema);
      return !types.every(
        (type) => type === 'string' || ((type === 'integer' || type === 'number') && parsesText(schema)),
      );
    });

    expect(unsendable.map(({ name }) => name)).to.deep.equal([]);
  });

  it('return the changed part of `me` from each route that changes it', () => {
    const parts = { all: meSchema, profile: meSchema.shape.profile, tenant: meSchema.shape.tenant };
    const incomplete = table
      .filter(([, { changesMe, output }]) => {
        if (!changesMe) return false;
        const fields = output instanceof z.ZodObject ? Object.keys(output.shape) : [];
        return !Object.keys(parts[changesMe].shape).every((field) => fields.includes(field));
      })
      .map(([name]) => name);

    expect(incomplete).to.deep.equal([]);
  });

  it('change `me` before the call resolves, without adding fields', async () => {
    const { sdk, me } = await newPerson(app);
    const profile = await sdk.profiles.update({ displayName: 'Someone else' });

    expect(sdk.me).to.deep.equal({ ...me, profile });
  });
});

function hasMethod(client: MeshiClient, name: string): boolean {
  const [group = '', method = ''] = name.split('.');
  const resource = client[group as keyof MeshiClient] as unknown as Record<string, unknown> | undefined;
  return typeof resource?.[method] === 'function';
}

interface JsonSchema {
  type?: string;
  anyOf?: JsonSchema[];
}

function typesOf(schema: JsonSchema): (string | undefined)[] {
  return schema.anyOf ? schema.anyOf.flatMap(typesOf) : [schema.type];
}

/** Whether the schema accepts a number as text. */
function parsesText(schema: unknown): boolean {
  const samples = [1, 30];
  return samples.some((sample) => (schema as z.ZodType).safeParse(String(sample)).success);
}
