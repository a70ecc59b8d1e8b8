/** Announces to screen readers who entered, who left and who reacted. */
import type { VoicePeer } from '@meshi/client';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { roomWords } from './words.ts';

export function PeopleLiveRegion({ peers }: { peers: readonly VoicePeer[] }) {
  const words = useWords(roomWords);
  const before = useRef(peers);
  const [text, setText] = useState('');
  useEffect(() => {
    const entered = missingIn(before.current, peers).map((peer) => words.joined(peer.person.displayName));
    const left = missingIn(peers, before.current).map((peer) => words.left(peer.person.displayName));
    const reacted = newReactions(before.current, peers).map(({ person, reaction }) => {
      return words.reacted(person.displayName, words.reactions[reaction]);
    });
    before.current = peers;
    if (entered.length + left.length + reacted.length > 0) setText([...entered, ...left, ...reacted].join(' '));
  }, [peers, words]);
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

function newReactions(before: readonly VoicePeer[], now: readonly VoicePeer[]) {
  const shown = new Map(before.map(({ id, reaction }) => [id, reaction]));
  return now.flatMap(({ id, isMe, person, reaction }) => {
    return reaction && !isMe && shown.get(id) !== reaction ? [{ person, reaction }] : [];
  });
}
