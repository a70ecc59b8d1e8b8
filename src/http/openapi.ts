/** Generates the OpenAPI 3.1 document from the table of routes. */
import { z } from 'zod';
import { API_PREFIX, type RouteDefinition, routeGroups, routes } from '../protocol/routes.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../protocol/version.ts';
import { ERROR_STATUS, type ErrorCode, errorBodySchema } from '../protocol/wire.ts';

type Json = Record<string, unknown>;

export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, definition] of Object.entries(routes) as [string, RouteDefinition][]) {
    const path = API_PREFIX + definition.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [definition.method]: operation(name, definition) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Meshi API',
      version: String(PROTOCOL_VERSION),
      description: `Ids are opaque strings. Times are ISO 8601 in UTC. Unknown fields are ignored. Clients can send their protocol version in the header \`${PROTOCOL_HEADER}\`.`,
    },
    servers: [{ url: '/' }],
    tags: Object.entries(routeGroups).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: schemaOf(errorBodySchema, 'output') },
    },
  };
}

function operation(name: string, definition: RouteDefinition): Json {
  return {
    operationId: name,
    tags: [tagOf(name)],
    summary: definition.summary,
    ...needs(definition),
    ...(definition.auth === 'required' && { security: [{ accessToken: [] }] }),
    parameters: [...parameters('path', definition.params), ...parameters('query', definition.query)],
    ...(definition.body && { requestBody: requestBody(definition.body) }),
    responses: { [definition.status]: answer(definition), ...errorAnswers(definition) },
  };
}

/** What a caller needs besides a token. */
function needs({ permission, proof, key }: RouteDefinition): Json {
  const sentences = [
    ...(permission ? [`Needs a role with the permission \`${permission}\`, see \`portal.take\`.`] : []),
    ...(key ? [`Also accepts a key (\`${key.kind}\`) with the permission \`${key.permission}\`.`] : []),
    ...(proof ? ['Needs a fresh proof of who the person is, see `accounts.prove`.'] : []),
  ];
  return sentences.length > 0 ? { description: sentences.join(' ') } : {};
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties, required } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (required?.includes(name) ?? false),
    schema: property,
  }));
}

function requestBody(body: NonNullable<RouteDefinition['body']>): Json {
  if (body === 'image') {
    const types = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'];
    return { required: true, content: Object.fromEntries(types.map((type) => [type, {}])) };
  }
  return { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } };
}

function answer({ output, summary }: RouteDefinition): Json {
  if (output === null) return { description: 'Success, without a body.' };
  if (output === 'image') return { description: summary, content: { 'image/webp': {} } };
  if (output === 'archive') return { description: summary, content: { 'application/zip': {} } };
  if (output === 'calendar') return { description: summary, content: { 'text/calendar': {} } };
  return { description: summary, content: { 'application/json': { schema: schemaOf(output, 'output') } } };
}

/** The errors that a route of this kind can return. */
function errorAnswers({ auth, proof, params, body, limit }: RouteDefinition): Json {
  const codes: ErrorCode[] = ['invalid_input', 'incompatible_protocol', 'limit_exceeded', 'internal', 'unavailable'];
  if (auth === 'required' || limit === 'credential') codes.push('unauthenticated');
  if (proof) codes.push('forbidden');
  if (params) codes.push('not_found');
  if (body) codes.push('conflict', 'too_large');
  return Object.fromEntries(codes.map((code) => [ERROR_STATUS[code], errorAnswer(code)]));
}

function errorAnswer(code: ErrorCode): Json {
  return { description: code, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

/** `topics.list` belongs to `topics`. */
function tagOf(name: string): string {
  return name.split('.')[0] ?? name;
}
