/** Checks all chains of a database, or of a file that was exported. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { connectModels, trusted } from '../database/models.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import { type AuditAction, auditEntrySchema } from '../protocol/audit.ts';
import { SERVER_CHAIN } from './audit-entry.ts';
import { type AuditEntryDoc, auditEntryModel, auditMarkModel } from './audit-model.ts';
import { AuditSigner } from './signer.ts';
import { type ChainReport, type HeadCopy, type SignedEntry, verifyChain } from './verify.ts';

const models = { entries: auditEntryModel, marks: auditMarkModel };

export interface VerifyOptions {
  keys: readonly TokenKey[];
  copies?: readonly HeadCopy[];
}

/** One report for each chain, that of the server first. */
export async function verifyDatabase(connection: Connection, options: VerifyOptions): Promise<ChainReport[]> {
  const { keys, copies = [] } = options;
  const { entries, marks } = connectModels(connection, models);
  const signer = new AuditSigner({ keys });
  // Before and after: while the server runs, organisations are created and deleted.
  const begun = await begunChains(connection);
  const stored = [...(await entries.distinct('tenantId')), ...(await marks.distinct('tenantId'))];
  const chains = [...new Set([SERVER_CHAIN, ...stored])];
  const verify = async (chain: string) => {
    // The marks first: the chain may grow meanwhile.
    const ownMarks = await marks.find({ tenantId: chain }).lean();
    const found = entries.find({ tenantId: chain }).sort({ seq: 1 }).lean<AuditEntryDoc>().cursor();
    return verifyChain({ chain, entries: signed(found), marks: ownMarks, signer, copies, otherChains: chains });
  };
  const reports: ChainReport[] = [];
  for (const chain of chains) {
    const report = await verify(chain);
    // Once more: the server may have removed old entries, or the whole chain, while it was read.
    reports.push(report.problem ? await verify(chain) : report);
  }
  const stillBegun = new Set(await begunChains(connection));
  const gone = begun.filter((chain) => stillBegun.has(chain) && !chains.includes(chain));
  return [...reports, ...gone.map(removedChain)];
}

/** The organisations that were created and not deleted, according to the chain of the server. */
async function begunChains(connection: Connection): Promise<string[]> {
  const { entries } = connectModels(connection, models);
  const actions: AuditAction[] = ['tenant_created', 'tenant_deleted'];
  const ofTenants = { tenantId: SERVER_CHAIN, action: trusted({ $in: actions }) };
  const found = await entries.find(ofTenants, { action: 1, targetId: 1 }).lean<AuditEntryDoc[]>();
  const deleted = new Set(found.filter(({ action }) => action === 'tenant_deleted').map(({ targetId }) => targetId));
  return found.flatMap(({ action, targetId }) =>
    action === 'tenant_created' && targetId && !deleted.has(targetId) ? [targetId] : [],
  );
}

function removedChain(chain: string): ChainReport {
  return { chain, entries: 0, from: null, to: null, keptSince: null, problem: { kind: 'missing', seq: 1 } };
}

async function* signed(docs: AsyncIterable<AuditEntryDoc>): AsyncGenerator<SignedEntry> {
  for await (const { _id: id, tenantId: chain, ...doc } of docs) yield { id, chain, ...doc };
}

/**
 * Checks the lines of an exported file. A file shows neither whether older nor whether newer entries exist.
 * @throws InvalidInputError for a line that is no entry
 */
export async function verifyFile(
  lines: Iterable<string> | AsyncIterable<string>,
  { keys, copies = [] }: VerifyOptions,
): Promise<ChainReport[]> {
  const signer = new AuditSigner({ keys });
  const entries: SignedEntry[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') entries.push(parseEntry(line, number));
  }
  const chains = [...new Set(entries.map(({ chain }) => chain))];
  const reports = chains.map((chain) => {
    const own = entries.filter((entry) => entry.chain === chain);
    return verifyChain({ chain, entries: own, marks: null, signer, copies, otherChains: chains });
  });
  return Promise.all(reports);
}

function parseEntry(line: string, number: number): SignedEntry {
  const { success, data } = auditEntrySchema.safeParse(parsed(line));
  if (!success) throw new InvalidInputError(`Line ${number} of the file is not an entry of the audit log.`);
  const { at, ...entry } = data;
  return { ...entry, at: new Date(at) } as SignedEntry;
}

const headLineSchema = z.object({
  event: z.literal('audit_head'),
  chainId: z.string(),
  seq: z.number(),
  hash: z.string(),
});

/** The copies of heads in a log of the server. Other lines are skipped. */
export async function headCopiesIn(lines: Iterable<string> | AsyncIterable<string>): Promise<HeadCopy[]> {
  const copies: HeadCopy[] = [];
  for await (const line of lines) {
    if (!line.includes('audit_head')) continue;
    // What collects the log may write a time before the line.
    const { success, data } = headLineSchema.safeParse(parsed(line.slice(line.indexOf('{'))));
    if (success) copies.push({ chain: data.chainId, seq: data.seq, hash: data.hash });
  }
  return copies;
}

/** Undefined if it is not JSON, such as a line that was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
