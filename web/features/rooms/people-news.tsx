/** Tells screen readers who entered and who left. */
import type { VoicePeer } from '@meshi/client';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { roomWords } from './words.ts';

export function PeopleNews({ peers }: { peers: readonly VoicePeer[] }) {
  const words = useWords(roomWords);
  const before = useRef(peers);
  const [news, setNews] = useState('');
  useEffect(() => {
    const came = missingIn(before.current, peers).map((peer) => words.joined(peer.person.displayName));
    const left = missingIn(peers, before.current).map((peer) => words.left(peer.person.displayName));
    before.current = peers;
    if (came.length + left.length > 0) setNews([...came, ...left].join(' '));
  }, [peers, words]);
  return (
    <p className="hidden-text" role="status">
      {news}
    </p>
  );
}

/** The peers of `all` that are not in `some`. */
function missingIn(some: readonly VoicePeer[], all: readonly VoicePeer[]): VoicePeer[] {
  const ids = new Set(some.map((peer) => peer.id));
  return all.filter((peer) => !ids.has(peer.id));
}
