/** How far the other people of a conversation have read. Marks only move forward. */
import type { Conversation, OthersReadMark, ReadMark } from '../src/protocol/index.ts';

/** How far the others have read. */
export interface Receipts {
  /** The seq up to which the other person of a match has read. */
  readonly othersReadSeq: number;
  /** The mark of each other person; null if it is not known. */
  readonly readMarks: readonly OthersReadMark[] | null;
}

/** Who has read a message in a conversation of more than two people. */
export interface ReadBy {
  /** People who have read the message. */
  readonly count: number;
  /** The other people who were in the conversation when the message was sent, and still are. */
  readonly of: number;
}

/** The receipts after another person has read further; null if the person is not known yet. */
export function movedReceipts(
  { othersReadSeq, readMarks }: Receipts,
  kind: Conversation['kind'],
  { personId, seq }: ReadMark,
): Receipts | null {
  if (kind === 'match') return { readMarks, othersReadSeq: Math.max(othersReadSeq, seq) };
  if (readMarks && !readMarks.some((mark) => mark.personId === personId)) return null;
  const move = (mark: OthersReadMark) => (mark.personId === personId && seq > mark.seq ? { ...mark, seq } : mark);
  return { othersReadSeq, readMarks: readMarks?.map(move) ?? null };
}

/** The people of an answer of the server, each with the later of two marks. */
export function mergedReceipts(known: Receipts, read: Pick<Conversation, 'othersReadSeq' | 'readMarks'>): Receipts {
  const seqs = new Map(known.readMarks?.map(({ personId, seq }) => [personId, seq]));
  const later = (mark: OthersReadMark) => ({ ...mark, seq: Math.max(mark.seq, seqs.get(mark.personId) ?? 0) });
  return {
    othersReadSeq: Math.max(read.othersReadSeq, known.othersReadSeq),
    readMarks: read.readMarks?.map(later) ?? null,
  };
}

/** Who has read my message. People who joined after it do not count: it was never new to them. */
export function readByOf(seq: number, readMarks: readonly OthersReadMark[]): ReadBy {
  const present = readMarks.filter(({ joinedSeq }) => joinedSeq < seq);
  return { count: present.filter((mark) => mark.seq >= seq).length, of: present.length };
}
