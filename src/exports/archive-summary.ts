/** What the page of an archive shows of its files: the newest entries of each. One file at a time is in memory. */
import type { ArchivePage, PageFile } from './archive-page.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { DataExportDoc } from './data-export-model.ts';

/** So many of the newest entries of a file, of the newest messages of a conversation, and conversations are shown. */
const ROWS = 100;
const MESSAGES = 30;
const CONVERSATIONS = 100;
/** And at most about so many characters of each. */
const CHARS = 50_000;

/** Lists the other files. */
export const MANIFEST = 'data/export.json';

const PATH =
  /^(?<folder>data\/(?:organisations\/[^/]+\/)?)(?<kind>conversations\/)?(?<name>[^/]+?)(?:-(?<nth>\d+))?\.json$/;

type Row = Record<string, unknown>;

interface Gathered {
  files: Map<string, PageFile>;
  conversations: Map<string, PageFile>;
}

/** Reads all files of the archive. */
export async function summaryOf(of: DataExportDoc, store: ArchiveStore): Promise<ArchivePage> {
  const folders = new Map<string, Gathered>();
  let picture: ArchivePage['picture'] = null;
  for (const entry of await store.entries(of)) {
    if (/^pictures\/[^/]+$/.test(entry.name)) {
      const [, kind] = entry.name.split('.');
      picture = { contentType: `image/${kind}`, bytes: await store.read(of, entry) };
    }
    const { folder, kind, name } = PATH.exec(entry.name)?.groups ?? {};
    if (folder === undefined || name === undefined || entry.name === MANIFEST) continue;
    const gathered = folders.get(folder) ?? { files: new Map(), conversations: new Map() };
    folders.set(folder, gathered);
    const content: unknown = JSON.parse((await store.read(of, entry)).toString());
    if (kind) addConversation(gathered.conversations, entry.name, name, content as Conversation);
    else addRows(gathered.files, entry.name, name, content as Row[]);
  }
  const { _id, people, language, requestedAt: madeAt } = of;
  const spaces = people.map(({ folder, name }) => ({ name, files: filesOf(folders.get(`data/${folder}`)) }));
  const profile = folders
    .get('data/')
    ?.files.get('profile')
    ?.rows.find(({ id }) => id === _id);
  const timeZone = typeof profile?.timeZone === 'string' ? profile.timeZone : 'UTC';
  return { language, timeZone, madeAt, spaces, picture };
}

/** `export.json`: what the archive is of, and which files it has. */
export async function manifestOf(of: DataExportDoc, store: ArchiveStore, server: string): Promise<Row> {
  const { _id: accountId, people, requestedAt } = of;
  const files = (await store.entries(of)).map(({ name }) => name);
  const organisations = people
    .filter(({ name }) => name !== null)
    .map(({ name, folder, personId }) => ({ name, folder: `data/${folder}`, personId }));
  return { format: 'meshi-export', version: 1, server, requestedAt, accountId, organisations, files };
}

interface Conversation extends Row {
  messages: { text: string; createdAt: string }[];
}

function addRows(files: Map<string, PageFile>, path: string, file: string, rows: readonly Row[]): void {
  const before = files.get(file) ?? { file, path, rows: [], count: 0 };
  files.set(file, {
    ...before,
    count: before.count + rows.length,
    rows: newest([...before.rows.toReversed(), ...rows], ROWS, (row) => JSON.stringify(row).length).toReversed(),
  });
}

/** Keeps those that were written in last. */
function addConversation(files: Map<string, PageFile>, path: string, id: string, conversation: Conversation): void {
  const before = files.get(id);
  const shown = (before?.rows[0] as Conversation | undefined)?.messages ?? [];
  const messages = newest([...shown, ...conversation.messages], MESSAGES, ({ text }) => text.length);
  const count = (before?.count ?? 0) + conversation.messages.length;
  files.set(id, { file: 'conversations', path: before?.path ?? path, rows: [{ ...conversation, messages }], count });
  if (files.size <= 2 * CONVERSATIONS) return;
  for (const one of newestConversations(files).slice(CONVERSATIONS)) files.delete(String(one.rows[0]?.id));
}

function filesOf(gathered: Gathered | undefined): PageFile[] {
  if (!gathered) return [];
  return [...gathered.files.values(), ...newestConversations(gathered.conversations).slice(0, CONVERSATIONS)];
}

function newestConversations(files: ReadonlyMap<string, PageFile>): PageFile[] {
  return [...files.values()].toSorted((a, b) => (lastTime(a) < lastTime(b) ? 1 : -1));
}

function lastTime({ rows: [conversation] }: PageFile): string {
  const { messages = [], createdAt } = (conversation ?? {}) as Partial<Conversation>;
  return messages.at(-1)?.createdAt ?? String(createdAt);
}

/** The last ones, at most so many and with so many characters; at least one. */
function newest<Item>(items: readonly Item[], max: number, charsOf: (item: Item) => number): Item[] {
  let [from, chars] = [items.length, 0];
  while (from > 0 && items.length - from < max && (chars === 0 || chars < CHARS)) {
    from -= 1;
    chars += charsOf(items[from] as Item) + 1;
  }
  return items.slice(from);
}
