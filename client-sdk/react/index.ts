/** React hooks for the live objects of `@meshi/client`. A component re-renders only when the snapshot was replaced. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { MeshiError } from '../errors.ts';
import type {
  ConnectionSnapshot,
  ConversationListSnapshot,
  ConversationSnapshot,
  LiveConversation,
  Me,
  MeshiClient,
  OpenConversationOptions,
  RoomListSnapshot,
  VoiceSession,
  VoiceSnapshot,
} from '../index.ts';

/** The part of a live object that a hook needs; every `Live` fits. */
export interface LiveLike<Snapshot> {
  /** The current state. */
  readonly snapshot: Snapshot;
  /** Calls `listener` when the snapshot was replaced. Returns a function that stops listening. */
  on(name: 'changed', listener: () => void): () => void;
}

/** Returns the snapshot of any live object; null if `live` is null. */
export function useLive<Snapshot>(live: LiveLike<Snapshot>): Snapshot;
export function useLive<Snapshot>(live: LiveLike<Snapshot> | null): Snapshot | null;
export function useLive<Snapshot>(live: LiveLike<Snapshot> | null): Snapshot | null {
  const subscribe = useCallback((onChange: () => void) => live?.on('changed', onChange) ?? nothing, [live]);
  const read = useCallback(() => live?.snapshot ?? null, [live]);
  return useSyncExternalStore(subscribe, read, read);
}

/** Returns the state of the connection, and why it is not online. */
export function useConnection(meshi: MeshiClient): ConnectionSnapshot {
  return useLive(meshi.connection);
}

/** Returns my account, profile and organisation; null while signed out. */
export function useMe(meshi: MeshiClient): Me | null {
  const subscribe = useCallback((onChange: () => void) => meshi.on('me:changed', onChange), [meshi]);
  const read = useCallback(() => meshi.me, [meshi]);
  return useSyncExternalStore(subscribe, read, read);
}

/** Returns the live list of my conversations. While signed out, the list is empty and `isLoaded` is false. */
export function useConversationList(meshi: MeshiClient): ConversationListSnapshot {
  const isSignedIn = useMe(meshi) !== null;
  return useLive(isSignedIn ? meshi.conversations.list() : null) ?? SIGNED_OUT;
}

/** Returns the number of unread messages to show as a total, such as on a badge; 0 while signed out. See `unmutedUnreadCount`. */
export function useUnread(meshi: MeshiClient): number {
  return useConversationList(meshi).unmutedUnreadCount;
}

/**
 * Returns which of these people are online, as a set of ids, and follows them until sign-out. Only my matches are reported as
 * online. The set is replaced when it changes. The array may be a new one in each render.
 */
export function usePresence(meshi: MeshiClient, personIds: readonly string[]): ReadonlySet<string> {
  const me = useMe(meshi)?.profile.id ?? null;
  const key = personIds.join(' ');
  useEffect(() => {
    if (me !== null && key !== '') meshi.presence.track(key.split(' '));
  }, [meshi, me, key]);
  const { online } = useLive(meshi.presence);
  return useMemo(() => new Set(key.split(' ').filter((id) => online.has(id))), [online, key]);
}

/** Returns the session of the room that I am in, or null. Give it to `useVoice`. */
export function useCurrentRoom(meshi: MeshiClient): VoiceSession | null {
  const subscribe = useCallback((onChange: () => void) => meshi.on('voice:changed', onChange), [meshi]);
  const read = useCallback(() => meshi.rooms.current, [meshi]);
  return useSyncExternalStore(subscribe, read, read);
}

/** What `useConversation` returns. */
export interface OpenedConversation {
  /** The conversation; null while it opens, and if it cannot be opened. */
  conversation: LiveConversation | null;
  /** Its current state; null together with `conversation`. */
  snapshot: ConversationSnapshot | null;
  /** Why it cannot be opened, or null. */
  error: MeshiError | null;
}

/**
 * Opens a conversation while the component is mounted, and closes it afterwards. Opens nothing if the id is null, and while signed
 * out. `at` says where: with the newest messages (the default), or around the first unread one.
 */
export function useConversation(
  meshi: MeshiClient,
  conversationId: string | null,
  { at = 'newest' }: OpenConversationOptions = {},
): OpenedConversation {
  const [opened, setOpened] = useState<{
    id: string;
    by: string;
    conversation: LiveConversation | null;
    error: MeshiError | null;
  }>();
  const me = useMe(meshi)?.profile.id ?? null;
  useEffect(() => {
    if (conversationId === null || me === null) return;
    let isShown = true;
    let conversation: LiveConversation | null = null;
    meshi.conversations.open(conversationId, { at }).then(
      (value) => {
        if (!isShown) return value.close();
        conversation = value;
        setOpened({ id: conversationId, by: me, conversation: value, error: null });
      },
      (error: MeshiError) => {
        if (isShown) setOpened({ id: conversationId, by: me, conversation: null, error });
      },
    );
    return () => {
      isShown = false;
      conversation?.close();
    };
  }, [meshi, me, conversationId, at]);

  // A conversation that was opened for another id or person must not be shown for this one, not even for one render.
  const current = opened?.id === conversationId && opened.by === me ? opened : null;
  const snapshot = useLive(current?.conversation ?? null);
  return { conversation: current?.conversation ?? null, snapshot, error: current?.error ?? null };
}

/** Returns the open rooms, watched while the component is mounted. Null in the first render. */
export function useRooms(meshi: MeshiClient): RoomListSnapshot | null {
  const [list, setList] = useState<ReturnType<MeshiClient['rooms']['watch']> | null>(null);
  useEffect(() => {
    const watched = meshi.rooms.watch();
    setList(watched);
    return () => watched.close();
  }, [meshi]);
  return useLive(list);
}

/** Returns the state of a voice session; null if `voice` is null. */
export function useVoice(voice: VoiceSession | null): VoiceSnapshot | null {
  return useLive(voice);
}

const SIGNED_OUT: ConversationListSnapshot = {
  items: [],
  isLoaded: false,
  hasMore: false,
  unreadCount: 0,
  unmutedUnreadCount: 0,
  error: null,
};

function nothing(): void {}
