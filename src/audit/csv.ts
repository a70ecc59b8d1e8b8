/** Entries as a table for spreadsheets (RFC 4180). */
import type { AuditEntry } from '../protocol/audit.ts';

const COLUMNS = [
  ...(['chain', 'seq', 'id', 'at', 'actorId', 'as', 'action', 'targetKind', 'targetId', 'reason'] as const),
  ...(['sessionId', 'address', 'before', 'after', 'previousHash', 'hash', 'keyId', 'mac'] as const),
];

/** With a line of the column names. */
export function csvOf(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => entry[column]));
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * Spreadsheets run a cell that begins with one of these characters as a formula, also after a space, and also in quotes. With an
 * apostrophe before it, it is text. https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[\s\u3000]*[=+\-@\t\r＝＋－＠]/u;

function cell(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
