/**
 * Drafts of messages, one for each conversation, kept in this browser until they are sent or their writer signs out. All tabs
 * show the same draft: one that is sent in one tab disappears in the others.
 */
import { useSyncExternalStore } from 'react';
import { useMyself } from './meshi-context.tsx';
import { readStored, storedKeys, writeStored } from './stored.ts';

const PREFIX = 'meshi.draft.';
const REPLY_PREFIX = 'meshi.reply.';
const EDIT_PREFIX = 'meshi.edit.';
const listeners = new Set<() => void>();

export interface Draft {
  text: string;
  set(text: string): void;
  /** The newest text, also if another tab has just changed it. */
  read(): string;
  /** Puts a text before what is already written. */
  prepend(text: string): void;
}

/** My draft in this conversation. */
export function useDraft(conversationId: string): Draft {
  const key = useKey(PREFIX, conversationId);
  const read = () => readStored(key) ?? '';
  const set = (text: string) => {
    writeStored(key, text === '' ? null : text);
    changed();
  };
  return {
    text: useSyncExternalStore(subscribe, read),
    set,
    read,
    prepend: (text) => set([text, read()].filter((part) => part.trim() !== '').join('\n')),
  };
}

export interface ReplyDraft {
  /** The `seq` of the message that the draft answers; null if it answers none. */
  replyTo: number | null;
  set(seq: number | null): void;
}

/** What my draft in this conversation answers. */
export function useReplyDraft(conversationId: string): ReplyDraft {
  const key = useKey(REPLY_PREFIX, conversationId);
  const stored = useSyncExternalStore(subscribe, () => readStored(key));
  return {
    replyTo: Number(stored) || null,
    set: (seq) => {
      writeStored(key, seq === null ? null : String(seq));
      changed();
    },
  };
}

/** A message of mine whose text I am changing. */
interface Edit {
  seq: number;
  text: string;
}

export interface EditDraft {
  edit: Edit | null;
  set(edit: Edit | null): void;
}

/** The change of a message that I have begun in this conversation. */
export function useEditDraft(conversationId: string): EditDraft {
  const key = useKey(EDIT_PREFIX, conversationId);
  const stored = useSyncExternalStore(subscribe, () => readStored(key));
  return {
    edit: stored === null ? null : editOf(stored),
    set: (edit) => {
      writeStored(key, edit && `${edit.seq} ${edit.text}`);
      changed();
    },
  };
}

function editOf(stored: string): Edit {
  const end = stored.indexOf(' ');
  return { seq: Number(stored.slice(0, end)), text: stored.slice(end + 1) };
}

function useKey(prefix: string, conversationId: string): string {
  const { account, profile } = useMyself();
  return `${prefix}${account.id}.${profile.id}.${conversationId}`;
}

/** How many drafts this account has in this browser. */
export function countDrafts(accountId: string): number {
  return keysOf(accountId).filter((key) => readStored(key)?.trim()).length;
}

/** Removes the drafts of this account: of one of its profiles, or of all. */
export function clearDrafts(accountId: string, profileId?: string): void {
  const owner = profileId === undefined ? accountId : `${accountId}.${profileId}`;
  for (const prefix of [PREFIX, REPLY_PREFIX, EDIT_PREFIX])
    for (const key of keysOf(owner, prefix)) writeStored(key, null);
  changed();
}

function keysOf(owner: string, prefix = PREFIX): string[] {
  return storedKeys().filter((key) => key.startsWith(`${prefix}${owner}.`));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Fired in the other tabs.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function changed(): void {
  for (const listener of listeners) listener();
}
