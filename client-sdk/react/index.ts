/** React hooks over live objects of `@meshi/client`. Each re-renders when, and only when, the snapshot was replaced. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { MeshiError } from '../errors.ts';
import type {
  ConnectionSnapshot,
  ConversationListSnapshot,
  ConversationSnapshot,
  LiveConversation,
  Me,
  MeshiClient,
  RoomListSnapshot,
  VoiceSession,
  VoiceSnapshot,
} from '../index.ts';

/** What a hook needs of a live object; every `Live` fits. */
export interface LiveLike<Snapshot> {
  readonly snapshot: Snapshot;
  on(name: 'changed', listener: () => void): () => void;
}

/** The snapshot of any live object, or null without one. */
export function useLive<Snapshot>(live: LiveLike<Snapshot>): Snapshot;
export function useLive<Snapshot>(live: LiveLike<Snapshot> | null): Snapshot | null;
export function useLive<Snapshot>(live: LiveLike<Snapshot> | null): Snapshot | null {
  const subscribe = useCallback((onChange: () => void) => live?.on('changed', onChange) ?? nothing, [live]);
  const read = useCallback(() => live?.snapshot ?? null, [live]);
  return useSyncExternalStore(subscribe, read, read);
}

/** Whether one is online, and why not. */
export function useConnection(meshi: MeshiClient): ConnectionSnapshot {
  return useLive(meshi.connection);
}

/** My account and profile; null while signed out. */
export function useMe(meshi: MeshiClient): Me | null {
  const subscribe = useCallback((onChange: () => void) => meshi.on('me:changed', onChange), [meshi]);
  const read = useCallback(() => meshi.me, [meshi]);
  return useSyncExternalStore(subscribe, read, read);
}

/** My conversations, kept up to date. */
export function useConversationList(meshi: MeshiClient): ConversationListSnapshot {
  return useLive(meshi.conversations.list());
}

export interface OpenedConversation {
  /** Null while it opens, and where it cannot be opened. */
  conversation: LiveConversation | null;
  snapshot: ConversationSnapshot | null;
  error: MeshiError | null;
}

/** Opens a conversation for as long as the component shows it. */
export function useConversation(meshi: MeshiClient, conversationId: string | null): OpenedConversation {
  const [opened, setOpened] = useState<{
    id: string;
    conversation: LiveConversation | null;
    error: MeshiError | null;
  }>();
  useEffect(() => {
    if (conversationId === null) return;
    let isShown = true;
    let conversation: LiveConversation | null = null;
    meshi.conversations.open(conversationId).then(
      (value) => {
        if (!isShown) return value.close();
        conversation = value;
        setOpened({ id: conversationId, conversation: value, error: null });
      },
      (error: MeshiError) => {
        if (isShown) setOpened({ id: conversationId, conversation: null, error });
      },
    );
    return () => {
      isShown = false;
      conversation?.close();
    };
  }, [meshi, conversationId]);

  // What was opened for another id is never shown under this one, not even for one render.
  const current = opened?.id === conversationId ? opened : null;
  const snapshot = useLive(current?.conversation ?? null);
  return { conversation: current?.conversation ?? null, snapshot, error: current?.error ?? null };
}

/** Open rooms, watched for as long as the component is shown. Null before the first answer. */
export function useRooms(meshi: MeshiClient): RoomListSnapshot | null {
  const [list, setList] = useState<ReturnType<MeshiClient['rooms']['watch']> | null>(null);
  useEffect(() => {
    const watched = meshi.rooms.watch();
    setList(watched);
    return () => watched.close();
  }, [meshi]);
  return useLive(list);
}

/** The voice session one is in, or null. */
export function useVoice(voice: VoiceSession | null): VoiceSnapshot | null {
  return useLive(voice);
}

function nothing(): void {}
