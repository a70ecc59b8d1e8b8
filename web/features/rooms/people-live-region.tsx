/** Announces to screen readers who entered, who left, who reacted and, to those who manage the room, who asks to speak. */
import type { VoicePeer } from '@meshi/client';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { roomWords } from './words.ts';

export function PeopleLiveRegion({ peers, saysHands }: { peers: readonly VoicePeer[]; saysHands: boolean }) {
  const words = useWords(roomWords);
  const before = useRef(peers);
  const [text, setText] = useState('');
  useEffect(() => {
    const entered = missingIn(before.current, peers).map((peer) => words.joined(peer.person.displayName));
    const left = missingIn(peers, before.current).map((peer) => words.left(peer.person.displayName));
    const reacted = newReactions(before.current, peers).map(({ person, reaction }) => {
      return words.reacted(person.displayName, words.reactions[reaction]);
    });
    const hands = saysHands ? newHands(before.current, peers) : [];
    const raised = hands.map(({ person }) => words.moderation.handRaised(person.displayName));
    before.current = peers;
    const news = [...entered, ...left, ...raised, ...reacted];
    if (news.length > 0) setText(news.join(' '));
  }, [peers, words, saysHands]);
  return (
    <p className="hidden-text" role="status">
      {text}
    </p>
  );
}

/** The peers of `all` that are not in `some`. */
function missingIn(some: readonly VoicePeer[], all: readonly VoicePeer[]): VoicePeer[] {
  const ids = new Set(some.map((peer) => peer.id));
  return all.filter((peer) => !ids.has(peer.id));
}

function newHands(before: readonly VoicePeer[], now: readonly VoicePeer[]): VoicePeer[] {
  const up = new Set(before.filter(({ hasHandUp }) => hasHandUp).map(({ id }) => id));
  return now.filter(({ id, isMe, hasHandUp }) => hasHandUp && !isMe && !up.has(id));
}

function newReactions(before: readonly VoicePeer[], now: readonly VoicePeer[]) {
  const shown = new Map(before.map(({ id, reaction }) => [id, reaction]));
  return now.flatMap(({ id, isMe, person, reaction }) => {
    return reaction && !isMe && shown.get(id) !== reaction ? [{ person, reaction }] : [];
  });
}
