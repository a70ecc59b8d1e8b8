/**
 * Generates documents and files from code: whole files, and the parts between `<!-- name -->` marks. `npm run docs` writes
 * them; with `--check` it fails if one of them is not current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PersonalField } from '../src/database/personal-fields.ts';
import { allChecks } from '../src/kernel/settings-checks/all-checks.ts';
import { variables } from '../src/kernel/variables.ts';
import type { AnnouncementTable, RequestTable } from '../src/protocol/events.ts';
import { announcements, requests, voiceAnnouncements, voiceRequests } from '../src/protocol/events.ts';
import { reasons } from '../src/protocol/reasons.ts';
import { API_PREFIX, type RouteDefinition, type RouteTable, routes } from '../src/protocol/routes.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, SERVED_PROTOCOLS } from '../src/protocol/version.ts';
import { ERROR_STATUS } from '../src/protocol/wire.ts';
import { allModels } from './all-models.ts';
import { sdkContract } from './sdk-contract.ts';
import { contractTable, errorTable } from './sdk-tables.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const root = join(import.meta.dirname, '..');

/** The path of each document, with the text that it should have now. */
export function currentDocuments(): { path: string; text: string }[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const configuration = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  const protocol = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
  const security = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const exported = readFileSync(join(root, 'docs/export.md'), 'utf8');
  return [
    { path: 'README.md', text: withSdkExample(readme) },
    {
      path: 'docs/configuration.md',
      text: between(between(configuration, 'configuration', configurationTable()), 'checks', checksTables()),
    },
    { path: 'docs/protocol.md', text: between(protocol, 'contract', contractTables()) },
    { path: 'docs/security.md', text: between(security, 'kept', keptTable()) },
    { path: 'docs/export.md', text: between(exported, 'exported', exportedTables()) },
    { path: 'THIRD-PARTY-NOTICES.md', text: thirdPartyNotices() },
    { path: 'client-sdk/contract.generated.ts', text: sdkContract() },
    { path: 'client-sdk/contract-table.generated.ts', text: contractTable() },
    { path: 'client-sdk/error-table.generated.ts', text: errorTable() },
  ];
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. */
function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The document has no marks ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

/** Copies the example from the SDK's README, in which a test runs it. */
function withSdkExample(readme: string): string {
  const sdk = readFileSync(join(root, 'client-sdk/README.md'), 'utf8');
  return between(readme, 'sdk:chat', contentOf(sdk, 'sdk:chat'));
}

function contentOf(text: string, name: string): string {
  const content = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n<!-- /${name} -->`).exec(text)?.[1];
  if (content === undefined) throw new Error(`client-sdk/README.md has no marks of ${name}`);
  return content;
}

function configurationTable(): string {
  const rows = Object.entries(variables).map(([name, { default: standard, about, ...rest }]) => {
    const mark = 'isSecret' in rest ? ' *(secret)*' : '';
    return `| \`${name}\`${mark} | ${standard} | ${about} |`;
  });
  return ['| variable | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Settings that are refused, risks, and limits with their safe ranges. */
function checksTables(): string {
  const checks = Object.entries(allChecks);
  const isLimit = ([id]: [string, unknown]) => id.startsWith('limit-');
  const rows = (severity: string) =>
    checks
      .filter((entry) => entry[1].severity === severity && !isLimit(entry))
      .map(([id, { about, mend }]) => `| \`${id}\` | ${about} | ${mend.replaceAll('|', '\\|')} |`);
  return [
    '### Refused',
    '',
    ...['| id | what is insecure | what to do |', '| --- | --- | --- |', ...rows('refused')],
    '',
    '### Refused unless the risk is accepted',
    '',
    ...['| risk | what is insecure | what to do |', '| --- | --- | --- |', ...rows('risk')],
    '',
    '### Refused limits unless the risk is accepted',
    '',
    ...['| risk | the limit, and its safe range |', '| --- | --- |'],
    ...checks.filter(isLimit).map(([id, { about }]) => `| \`${id}\` | ${about} |`),
  ].join('\n');
}

/** What stays of a person who is deleted, from the declarations of the models. */
function keptTable(): string {
  const rows = allModels.flatMap(({ collection, personal }) => {
    const fates = new Map<string, string[]>();
    for (const [path, field] of Object.entries(personal)) {
      const fate = fateOf(field);
      if (fate) fates.set(fate, [...(fates.get(fate) ?? []), `\`${path}\``]);
    }
    return [...fates].map(([fate, paths]) => `| \`${collection}\` | ${paths.join(', ')} | ${fate} |`);
  });
  return ['| collection | fields | what happens | how long it stays |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** What a person gets of each model, and what not. */
function exportedTables(): string {
  const files: string[] = [];
  const nothing: string[] = [];
  for (const { collection, exported } of allModels) {
    if (exported.in === 'nothing') nothing.push(`| \`${collection}\` | ${exported.why} |`);
    if (exported.in === 'feature') files.push(`| \`${exported.file}\` | \`${collection}\` | see above |`);
    if (exported.in !== 'file') continue;
    const { copied, people, communities, made } = exported;
    const names = [...copied, ...[people, communities, made].flatMap((named) => Object.keys(named))];
    files.push(
      `| \`${exported.file}\` | \`${collection}\` | ${['id', ...names].map((name) => `\`${name}\``).join(', ')} |`,
    );
  }
  return [
    ...['| file | collection | fields |', '| --- | --- | --- |', ...files.toSorted()],
    '',
    '## What is not exported',
    '',
    ...['| collection | why |', '| --- | --- |', ...nothing],
  ].join('\n');
}

/** Null if nothing stays. */
function fateOf(field: PersonalField): string | null {
  if (field.fate === 'anonymised') return `${field.how} | as long as the document`;
  const kept = field.fate === 'deleted' ? field.except : field.fate === 'kept' ? field : undefined;
  return kept ? `kept: ${kept.why} | ${kept.howLong}` : null;
}

function contractTables(): string {
  return [
    `Protocol version **${PROTOCOL_VERSION}**; served: ${SERVED_PROTOCOLS.min} to ${SERVED_PROTOCOLS.max}. HTTP header: \`${PROTOCOL_HEADER}\`.`,
    '',
    '### Errors',
    '',
    '| code | HTTP status |',
    '| --- | --- |',
    ...Object.entries(ERROR_STATUS).map(([code, status]) => `| \`${code}\` | ${status} |`),
    '',
    '### Reasons',
    '',
    'An error may have a reason of its code in `details.reason`. With `limit_exceeded` and `muted`, `details.retryAfterMs` says',
    'how long to wait; with a reason that begins with `too_many_`, `details.max` says how many are allowed, except where the',
    'code is `limit_exceeded`. New reasons may come without a new protocol version: go by the code then.',
    '',
    '| reason | code | meaning |',
    '| --- | --- | --- |',
    ...Object.entries(reasons).flatMap(([code, ofCode]) =>
      Object.entries(ofCode).map(([name, meaning]) => `| \`${name}\` | \`${code}\` | ${meaning} |`),
    ),
    '',
    `### Routes under \`${API_PREFIX}\``,
    '',
    '| route | signed in | what it does | takes |',
    '| --- | --- | --- | --- |',
    ...Object.entries(routes as RouteTable).map(([name, route]) => {
      const takes = [fields(route.query), fields(route.body)].filter(Boolean).join('; ');
      return `| \`${route.method.toUpperCase()} ${route.path}\`<br>\`${name}\` | ${signedIn(route)} | ${route.summary} | ${takes} |`;
    }),
    '',
    ...requestTable('Requests of the main namespace', requests),
    ...announcementTable('Announcements of the main namespace', announcements),
    ...requestTable('Requests of `/voice`', voiceRequests),
    ...announcementTable('Announcements of `/voice`', voiceAnnouncements),
  ].join('\n');
}

function signedIn({ auth, proof, key }: RouteDefinition): string {
  if (auth === 'none') return 'no';
  if (key) return `yes, or a key (\`${key.kind}\`, \`${key.permission}\`)`;
  return proof ? 'yes, with a fresh proof' : 'yes';
}

function requestTable(title: string, table: RequestTable): string[] {
  const rows = Object.entries(table).map(
    ([name, { input, output, summary }]) =>
      `| \`${name}\` | ${summary} | ${fields(input)} | ${fields(output, 'output')} |`,
  );
  return [`### ${title}`, '', '| request | what it does | takes | answers |', '| --- | --- | --- | --- |', ...rows, ''];
}

function announcementTable(title: string, table: AnnouncementTable): string[] {
  const rows = Object.entries(table).map(
    ([name, { payload, summary }]) => `| \`${name}\` | ${summary} | ${fields(payload, 'output')} |`,
  );
  return [`### ${title}`, '', '| announcement | when | carries |', '| --- | --- | --- |', ...rows, ''];
}

/** The names of a schema's fields. Optional ones end in `?`. */
function fields(
  schema: z.ZodType | 'image' | 'calendar' | 'archive' | null | undefined,
  io: 'input' | 'output' = 'input',
): string {
  if (schema === 'image') return 'the bytes of a picture';
  if (schema === 'archive') return 'a ZIP file';
  if (schema === 'calendar') return 'the text of a calendar file';
  if (!schema) return '';
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io }) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.keys(properties)
    .map((name) => `\`${name}${required.includes(name) ? '' : '?'}\``)
    .join(', ');
}

if (import.meta.main) {
  for (const { path, text } of currentDocuments()) {
    const file = join(root, path);
    const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === text;
    if (process.argv.includes('--check')) {
      if (!isCurrent) throw new Error(`${path} is not current: run npm run docs`);
    } else if (!isCurrent) {
      writeFileSync(file, text);
      console.log(`${path} written`);
    }
  }
}
