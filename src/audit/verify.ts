/**
 * Checks a chain of the audit log: that no entry was changed, removed, added or moved. Reads the entries in order and keeps only
 * the last one, so that a chain may be of any length.
 */
import { type ChainedEntry, hashOfEntry } from './audit-entry.ts';
import type { AuditMarkDoc } from './audit-model.ts';
import { type AuditSigner, type Signature, textOfEntry, textOfMark } from './signer.ts';

export type SignedEntry = ChainedEntry & Signature;
export type Mark = Pick<AuditMarkDoc, 'kind' | 'seq' | 'hash' | 'at' | 'keyId' | 'mac'>;

/** What is wrong with a chain. */
export type AuditProblem =
  /** Entries between two others, or at the beginning, are gone. */
  | 'missing'
  /** A field differs from what was hashed. */
  | 'altered'
  /** The hash is right, but this server did not sign it. */
  | 'forged'
  /** A genuine entry that does not follow the one before. */
  | 'inserted'
  | 'reordered'
  | 'duplicated'
  /** An entry of another chain. */
  | 'foreign_chain'
  /** The newest entries are gone. */
  | 'truncated'
  | 'head_missing'
  | 'head_altered'
  | 'beginning_altered'
  /** Entries after the last signature whose key is configured. Nobody can tell who wrote them. */
  | 'unknown_key'
  /** The chain differs from a copy of its head that was kept outside of the database. */
  | 'differs_from_copy';

/** A copy of the end of a chain, from a line of the security log. */
export interface HeadCopy {
  chain: string;
  seq: number;
  hash: string;
}

export interface ChainReport {
  chain: string;
  entries: number;
  /** The times of the first and the last entry. */
  from: Date | null;
  to: Date | null;
  /** Since when entries are kept, if older ones were removed because of their age. */
  keptSince: Date | null;
  /** Null if the chain is whole. */
  problem: { kind: AuditProblem; seq: number | null } | null;
}

export interface ChainToVerify {
  chain: string;
  entries: AsyncIterable<SignedEntry> | Iterable<SignedEntry>;
  /** The marks of the chain. Null for a file, which has none: then neither its beginning nor its end is known. */
  marks: readonly Mark[] | null;
  signer: AuditSigner;
  /** The other chains, to name the one that an entry is from. */
  otherChains?: readonly string[];
  copies?: readonly HeadCopy[];
}

/** A problem of the chain that is being read. */
class Found extends Error {
  readonly kind: AuditProblem;
  readonly seq: number | null;

  constructor(kind: AuditProblem, seq: number | null) {
    super(kind);
    this.kind = kind;
    this.seq = seq;
  }
}

/** Reads the chain to its first problem. */
export async function verifyChain(source: ChainToVerify): Promise<ChainReport> {
  const reading = new ChainReading(source);
  const problem = await reading.read().then(
    () => null,
    (error: unknown) => {
      if (error instanceof Found) return { kind: error.kind, seq: error.seq };
      throw error;
    },
  );
  return { ...reading.report(), problem };
}

class ChainReading {
  readonly #source: ChainToVerify;
  readonly #head: Mark | null;
  readonly #beginning: Mark | null;
  readonly #copies: ReadonlyMap<number, readonly HeadCopy[]>;
  #count = 0;
  #from: Date | null = null;
  #last: SignedEntry | null = null;
  /** The last entry that is covered by a signature with a known key. */
  #signedTo = 0;

  constructor(source: ChainToVerify) {
    this.#source = source;
    this.#head = source.marks?.find(({ kind }) => kind === 'head') ?? null;
    this.#beginning = source.marks?.find(({ kind }) => kind === 'beginning') ?? null;
    const copies = source.copies?.filter(({ chain }) => chain === source.chain) ?? [];
    this.#copies = Map.groupBy(copies, ({ seq }) => seq);
  }

  report(): Omit<ChainReport, 'problem'> {
    const { chain } = this.#source;
    const keptSince = this.#beginning?.at ?? null;
    return { chain, entries: this.#count, from: this.#from, to: this.#last?.at ?? null, keptSince };
  }

  async read(): Promise<void> {
    this.#checkMark(this.#beginning, 'beginning_altered');
    for await (const entry of this.#source.entries) this.#next(entry);
    this.#checkEnd();
  }

  #next(entry: SignedEntry): void {
    this.#checkOrder(entry);
    this.#checkHash(entry);
    this.#checkLink(entry);
    // All copies: the chain may have had another entry with this number before an older state was put back.
    const differs = this.#copies.get(entry.seq)?.some(({ hash }) => hash !== entry.hash);
    if (differs) throw new Found('differs_from_copy', entry.seq);
    this.#count += 1;
    this.#from ??= entry.at;
    this.#last = entry;
  }

  #checkOrder({ id, seq }: SignedEntry): void {
    const last = this.#last;
    if (last === null) return;
    if (seq === last.seq || id === last.id) throw new Found('duplicated', seq);
    if (seq < last.seq) throw new Found('reordered', seq);
    // Below the beginning, an interrupted removal may have left some entries.
    if (seq > last.seq + 1 && last.seq >= (this.#beginning?.seq ?? 0)) throw new Found('missing', last.seq + 1);
  }

  #checkHash(entry: SignedEntry): void {
    const { signer, otherChains = [] } = this.#source;
    if (hashOfEntry(entry) !== entry.hash) {
      const isForeign = otherChains.some((chain) => hashOfEntry({ ...entry, chain }) === entry.hash);
      throw new Found(isForeign ? 'foreign_chain' : 'altered', entry.seq);
    }
    if (entry.chain !== this.#source.chain) throw new Found('foreign_chain', entry.seq);
    const state = signer.check(textOfEntry(entry), entry);
    if (state === 'wrong') throw new Found('forged', entry.seq);
    if (state === 'valid') this.#signedTo = entry.seq;
  }

  #checkLink(entry: SignedEntry): void {
    const before = this.#before(entry);
    if (before !== null && entry.previousHash !== before) throw new Found('inserted', entry.seq);
    const beginning = this.#beginning;
    if (beginning && entry.seq === beginning.seq && entry.hash !== beginning.hash) {
      throw new Found('beginning_altered', entry.seq);
    }
  }

  /** The hash that comes before this entry; null if it is not known. */
  #before({ seq }: SignedEntry): string | null {
    if (this.#last?.seq === seq - 1) return this.#last.hash;
    if (this.#source.marks === null && this.#last === null) return null;
    const begins = this.#beginning ?? { seq: 0, hash: '' };
    if (seq <= begins.seq) return null;
    if (seq > begins.seq + 1) throw new Found('missing', begins.seq + 1);
    return begins.hash;
  }

  #checkEnd(): void {
    const last = this.#last?.seq ?? this.#beginning?.seq ?? 0;
    const isWhole = this.#source.marks !== null;
    if (isWhole) this.#checkHead(last);
    if (this.#signedTo < last && this.#count > 0) throw new Found('unknown_key', this.#signedTo + 1);
    const newest = Math.max(0, ...this.#copies.keys());
    // A file may end before the chain does.
    if (isWhole && newest > last) throw new Found('truncated', last + 1);
  }

  #checkHead(last: number): void {
    const head = this.#head;
    if (!head) {
      if (last > 0) throw new Found('head_missing', null);
      return;
    }
    const state = this.#checkMark(head, 'head_altered');
    if (head.seq > last) throw new Found('truncated', last + 1);
    // A crash may have left the mark some entries behind.
    if (head.seq === this.#last?.seq && head.hash !== this.#last.hash) throw new Found('head_altered', head.seq);
    if (state === 'valid') this.#signedTo = Math.max(this.#signedTo, head.seq);
  }

  #checkMark(mark: Mark | null, problem: AuditProblem) {
    if (!mark) return null;
    const state = this.#source.signer.check(textOfMark({ ...mark, chain: this.#source.chain }), mark);
    if (state === 'wrong') throw new Found(problem, mark.seq);
    return state;
  }
}
