/** A button that does one act of the life of a key, after asking for the reason. */
import type { Key } from '@meshi/client';
import type { QueryKey } from '@tanstack/react-query';
import { useWords } from '../../i18n/language.ts';
import { ReasonButton } from '../reason-button.tsx';
import type { KeyActName, KeySource } from './key-source.ts';
import { keyWords } from './key-words.ts';

interface ActButtonProps {
  act: KeyActName;
  of: Key;
  source: KeySource;
  queryKey: QueryKey;
}

export function ActButton({ act, of: key, source, queryKey }: ActButtonProps) {
  const words = useWords(keyWords);
  const { id: keyId, kind, name, deletableAt } = key;
  const { action, title, text, done } = act === 'enable' && isNew(key) ? words.firstUse : words.acts[act];
  if (act === 'delete' && (deletableAt === null || Date.parse(deletableAt) > Date.now())) return null;
  return (
    <ReasonButton
      action={action}
      about={name}
      title={title(name)}
      text={words.actTexts[kind]?.[act] ?? text}
      words={words}
      done={done}
      queryKey={queryKey}
      isDanger={act === 'disable' || act === 'delete'}
      act={(reason) => source[act]({ keyId, reason })}
    />
  );
}

/** A key that waits until another server knows it. */
function isNew({ kind, state, madeAt, stateSince }: Key): boolean {
  return kind === 'turn' && state === 'disabled' && madeAt === stateSince;
}
