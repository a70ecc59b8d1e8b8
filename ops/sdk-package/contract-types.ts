/**
 * Writes the contract's types as plain declarations for the SDK's package. In this repository they are inferred from the schemas;
 * with these declarations an integrator needs neither zod nor the schemas, and editors show names such as `Topic`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API, type Checker, type Symbol as Name, type Project, SymbolFlags } from 'typescript/unstable/sync';
import { announcements, requests, voiceAnnouncements, voiceRequests } from '../../src/protocol/events.ts';
import { routes } from '../../src/protocol/routes.ts';
import { TypePrinter, UnprintableType } from './type-printer.ts';

const root = join(import.meta.dirname, '../..');
/** Two files that exist only while this program reads the types. */
const config = join(root, 'client-sdk/tsconfig.contract-types.json');
const tablesFile = join(root, 'client-sdk/contract-types.virtual.ts');
const MODULES = ['src/protocol/index.ts', 'src/protocol/notification-kinds/index.ts'];

/** Generic types, and tables, which are written below in a form without schemas. */
const BY_HAND = `
/** The routes by name: the parts of their input, and their output. A body of \`'image'\` is the bytes of a picture. */
export interface Routes extends RouteTypes {}
/** The name of a route. */
export type RouteName = keyof Routes;
/** The part of a route's name before the dot. */
export type RouteGroup = RouteName extends infer Name ? (Name extends \`\${infer Group}.\${string}\` ? Group : never) : never;
/** The input of a part of a route; \`undefined\` if the route does not have this part. */
export type RouteInput<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[Name] extends { body: 'image' }
  ? Part extends 'body' ? Uint8Array : Routes[Name][Part]
  : Routes[Name][Part];
/** The output of a route. */
export type RouteOutput<Name extends RouteName> = Routes[Name]['output'];
/** Requests on the socket, with input and output. */
export interface Requests extends RequestTypes {}
/** The name of a request on the socket. */
export type RequestName = keyof Requests;
/** The input of a request on the socket. */
export type RequestInput<Table extends { [Name in keyof Table]: { input: unknown } }, Name extends keyof Table> = Table[Name]['input'];
/** The answer to a request on the socket. */
export type RequestOutput<Table extends { [Name in keyof Table]: { output: unknown } }, Name extends keyof Table> = Table[Name]['output'];
/** The events of the server, with their payloads. */
export interface Announcements extends AnnouncementTypes {}
/** The name of an event of the server. */
export type AnnouncementName = keyof Announcements;
/** The payload of an event of the server. */
export type Announcement<Table extends { [Name in keyof Table]: { payload: unknown } }, Name extends keyof Table> = Table[Name]['payload'];
/** Requests on the socket of a voice room. */
export interface VoiceRequests extends VoiceRequestTypes {}
/** The name of a request on the socket of a voice room. */
export type VoiceRequestName = keyof VoiceRequests;
/** The events of a voice room. */
export interface VoiceAnnouncements extends VoiceAnnouncementTypes {}
/** The name of an event of a voice room. */
export type VoiceAnnouncementName = keyof VoiceAnnouncements;
/** A page of a list. \`nextCursor\` is the cursor of the next page, or null on the last one. */
export type Page<Item> = { items: Item[]; nextCursor: string | null };
/** The acknowledgement of a request on the socket. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: WireError };
/** The reasons of errors with this code. */
export type ReasonOf<Code extends ErrorCode> = ReasonTypes[Code];
/** The data of a notification of this kind. */
export type NotificationData<Kind extends NotificationKind> = Extract<NotificationContent, { kind: Kind }>['data'];
/** The text of a notification in a language; null for a kind that this version does not know. \`time\` formats a time for the reader. */
export declare function notificationWords(
  content: NotificationContent,
  language: NotificationLanguage,
  input: { name: string; time(iso: string): string },
): NotificationWords | null;
/** The path of the screen that a notification links to; null for a kind that this version does not know. */
export declare function notificationPath(content: NotificationContent): string | null;
`;

/** Types of the server only: definitions with schemas, and input after validation. */
const LEFT_OUT = new Set([
  'RouteDefinition',
  'RouteTable',
  'RouteParsed',
  'RequestDefinition',
  'RequestTable',
  'AnnouncementTable',
  'ParsedInput',
  'AuditFacts',
  'WithoutDefaults',
]);

/** The text of the declaration file. @throws Error if a type of the contract cannot be written without its schema */
export function contractTypes(): string {
  const api = new API({ fs: { readFile: (path) => virtualFiles()[path] } });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error('TypeScript did not open the project of the contract');
    return declarationsOf(project);
  } finally {
    api.close();
  }
}

function declarationsOf({ checker, program }: Project): string {
  const exportsOf = (path: string) => {
    const file = program.getSourceFile(join(root, path));
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${path} has no exports`);
    return checker.getExportsOfModule(module).map((name) => resolved(name, checker));
  };
  const byHand = new Set([...BY_HAND.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name));
  const names = new Map(
    MODULES.flatMap(exportsOf)
      .filter(({ flags }) => flags & (SymbolFlags.TypeAlias | SymbolFlags.Interface))
      .map((symbol) => [symbol.name, symbol]),
  );
  for (const name of [...LEFT_OUT, ...byHand]) names.delete(name ?? '');
  const printer = new TypePrinter(checker, [...names.values()]);
  const tables = exportsOf('client-sdk/contract-types.virtual.ts');
  return [
    '/** The contract between client and server, as plain types. Generated from the schemas of the server. */',
    ...[...names.values(), ...tables].map((symbol) => declaration(printer, symbol)),
    BY_HAND,
  ].join('\n');
}

function declaration(printer: TypePrinter, symbol: Name): string {
  try {
    return printer.declaration(symbol);
  } catch (error) {
    if (error instanceof UnprintableType) throw new Error(`${symbol.name}: ${error.message}`);
    throw error;
  }
}

function resolved(name: Name, checker: Checker): Name {
  return name.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
}

function virtualFiles(): Record<string, string> {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const files = [...MODULES.map((path) => join(root, path)), tablesFile];
  return { [config]: JSON.stringify({ compilerOptions, files }), [tablesFile]: tables() };
}

/** The tables of the contract as interfaces whose members are the inferred types. */
function tables(): string {
  const entries = (table: object, members: (name: string) => string) =>
    Object.keys(table).map((name) => `  '${name}': { ${members(name)} };`);
  const request = (table: string) => (name: string) =>
    `input: p.RequestInput<p.${table}, '${name}'>; output: p.RequestOutput<p.${table}, '${name}'>`;
  const announcement = (table: string) => (name: string) => `payload: p.Announcement<p.${table}, '${name}'>`;
  const route = (name: string) => {
    const parts = ['params', 'query'].map((part) => `${part}: p.RouteInput<'${name}', '${part}'>`);
    const { body } = routes[name as keyof typeof routes] as { body?: unknown };
    return `${parts.join('; ')}; body: ${body === 'image' ? "'image'" : `p.RouteInput<'${name}', 'body'>`}; output: p.RouteOutput<'${name}'>`;
  };
  const table = (name: string, members: string[]) => [`export interface ${name} {`, ...members, '}'];
  return [
    "import type * as p from '../src/protocol/index.ts';",
    ...table('RouteTypes', entries(routes, route)),
    ...table('RequestTypes', entries(requests, request('Requests'))),
    ...table('AnnouncementTypes', entries(announcements, announcement('Announcements'))),
    ...table('VoiceRequestTypes', entries(voiceRequests, request('VoiceRequests'))),
    ...table('VoiceAnnouncementTypes', entries(voiceAnnouncements, announcement('VoiceAnnouncements'))),
    'export type ReasonTypes = { [Code in p.ErrorCode]: p.ReasonOf<Code> };',
  ].join('\n');
}
