/**
 * Writes what the SDK needs of the contract at run time, without schemas: `client-sdk/contract-table.generated.ts` with the
 * routes and the names of events, and `client-sdk/error-table.generated.ts` with the codes and reasons of errors. The schemas
 * and zod would be two thirds of the SDK's size, and a client does not validate.
 */
import { announcements } from '../src/protocol/events.ts';
import { reasons } from '../src/protocol/reasons.ts';
import { API_PREFIX, type RouteDefinition, type RouteTable, routes } from '../src/protocol/routes.ts';
import { ERROR_STATUS } from '../src/protocol/wire.ts';

const LINE_CHARS = 120;
const FROM = 'Generated from `src/protocol` by `npm run docs`; do not edit.';

/** The text of `contract-table.generated.ts`, as the formatter leaves it. */
export function contractTable(): string {
  return [
    `/** ${FROM} The routes and events without their schemas. */`,
    "import type { AnnouncementName, RouteName } from '../src/protocol/index.ts';",
    "import type { RouteCall } from './calls.ts';",
    "import { readRoutes } from './route-table.ts';",
    '',
    '/** Every path of a route begins with it. */',
    `export const API_PREFIX = '${API_PREFIX}';`,
    '',
    '/** How to call each route, as `readRoutes` reads it: a line for each group, then its routes. */',
    'export const routeCalls: Record<RouteName, RouteCall> = readRoutes(`',
    ...routeLines(),
    '`);',
    '',
    '/** The names of the events that the server sends. */',
    'export const announcementNames: readonly AnnouncementName[] = [',
    ...Object.keys(announcements).map((name) => `  '${name}',`),
    '];',
    '',
  ].join('\n');
}

/** The text of `error-table.generated.ts`. */
export function errorTable(): string {
  return [
    `/** ${FROM} The codes and reasons of errors without their explanations. */`,
    "import type { ErrorCode, ReasonOf } from '../src/protocol/index.ts';",
    '',
    '/** Every code of an error, with its HTTP status. */',
    'export const errorStatus: Record<ErrorCode, number> = {',
    ...Object.entries(ERROR_STATUS).map(([code, status]) => `  ${code}: ${status},`),
    '};',
    '',
    '/** The reasons that an error with this code can have. */',
    'export const knownReasons: { [Code in ErrorCode]: readonly ReasonOf<Code>[] } = {',
    ...Object.keys(ERROR_STATUS).flatMap((code) => list(code, Object.keys(reasons[code as keyof typeof reasons]))),
    '};',
    '',
  ].join('\n');
}

function routeLines(): string[] {
  const groups = Map.groupBy(Object.entries(routes as RouteTable), ([name]) => name.split('.')[0] ?? '');
  return [...groups].flatMap(([group, ofGroup]) => [
    group,
    ...ofGroup.map(([name, route]) => [name.slice(group.length + 1), ...fieldsOf(route)].join(' ')),
  ]);
}

function fieldsOf({ method, path, query, body, output, changesMe, changesSession }: RouteDefinition): string[] {
  const answer = output === null ? 'none' : typeof output === 'string' ? output : null;
  if (query && method !== 'get') throw new Error(`${path}: only GET has a query`);
  return [
    method,
    path,
    ...(body ? [`body=${body === 'image' ? 'image' : 'json'}`] : []),
    ...(answer ? [`answer=${answer}`] : []),
    ...(changesMe ? [`changesMe=${changesMe}`] : []),
    ...(changesSession ? ['changesSession=yes'] : []),
  ];
}

function list(name: string, words: string[]): string[] {
  const line = `  ${name}: [${words.map((word) => `'${word}'`).join(', ')}],`;
  return line.length <= LINE_CHARS ? [line] : [`  ${name}: [`, ...words.map((word) => `    '${word}',`), '  ],'];
}
