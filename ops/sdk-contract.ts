/**
 * Writes `client-sdk/contract.generated.ts`: the route table and the announcements as interfaces with doc comments.
 * TypeScript drops doc comments when a mapped type renames keys, and the summaries in the tables are strings, not doc
 * comments. Types derived from the tables alone would have no documentation in editors.
 */
import { handMadeResources } from '../client-sdk/hand-made-resources.ts';
import { announcements } from '../src/protocol/events.ts';
import { type RouteTable, routeGroups, routes } from '../src/protocol/routes.ts';

const LINE_CHARS = 120;

/** The text of the generated file, as the formatter leaves it. */
export function sdkContract(): string {
  const groups = Object.entries(routeGroups);
  return [
    '/** Generated from `src/protocol` by `npm run docs`; do not edit. The doc comments are the summaries of the tables. */',
    "import type { Announcement, Announcements } from '../src/protocol/index.ts';",
    "import type { Method } from './calls.ts';",
    '',
    '/** Every announcement of the server with its payload. */',
    'export interface AnnouncementEvents {',
    ...Object.entries(announcements).flatMap(([name, { summary }]) => [
      ...comment([summary]),
      `  '${name}': Announcement<Announcements, '${name}'>;`,
    ]),
    '}',
    '',
    '/** The groups of routes that are properties of the client without changes. */',
    'export interface ClientResources {',
    ...groups.filter(([group]) => !isHandMade(group)).flatMap(resourceProperty),
    '}',
    '',
    '/** Every group of routes as an object of methods. */',
    'export interface Resources extends ClientResources {',
    ...groups.filter(([group]) => isHandMade(group)).flatMap(resourceProperty),
    '}',
    ...groups.flatMap(([group, about]) => ['', `/** ${about} */`, ...methodsOf(group)]),
    '',
  ].join('\n');
}

function isHandMade(group: string): boolean {
  return (handMadeResources as readonly string[]).includes(group);
}

function resourceProperty([group, about]: [string, string]): string[] {
  return [...comment([about]), `  readonly ${group}: ${interfaceName(group)};`];
}

function methodsOf(group: string): string[] {
  // Routes that change the session are methods of the client itself.
  const methods = Object.entries(routes as RouteTable).filter(
    ([name, { changesSession }]) => name.startsWith(`${group}.`) && !changesSession,
  );
  return [
    `export interface ${interfaceName(group)} {`,
    ...methods.flatMap(([name, { summary, method, path }]) => [
      ...comment([summary, `\`${method.toUpperCase()} ${path}\``]),
      `  ${name.slice(group.length + 1)}: Method<'${name}'>;`,
    ]),
    '}',
  ];
}

function interfaceName(group: string): string {
  return `${group[0]?.toUpperCase()}${group.slice(1)}Resource`;
}

/** A doc comment of one or more paragraphs, indented for a member of an interface. */
function comment(paragraphs: string[]): string[] {
  const lines = paragraphs.flatMap((text, index) => [...(index > 0 ? [''] : []), ...wrapped(text, LINE_CHARS - 5)]);
  if (lines.length === 1) return [`  /** ${lines[0]} */`];
  return ['  /**', ...lines.map((line) => `   * ${line}`.trimEnd()), '   */'];
}

function wrapped(text: string, maxChars: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= maxChars) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
