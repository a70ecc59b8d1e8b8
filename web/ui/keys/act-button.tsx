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

export function ActButton({ act, of: { id: keyId, kind, name, deletableAt }, source, queryKey }: ActButtonProps) {
  const words = useWords(keyWords);
  const { action, title, text, done } = words.acts[act];
  if (act === 'delete' && (deletableAt === null || Date.parse(deletableAt) > Date.now())) return null;
  return (
    <ReasonButton
      action={action}
      about={name}
      title={title(name)}
      text={act === 'enable' && kind === 'signing' ? words.enableSigning : text}
      words={words}
      done={done}
      queryKey={queryKey}
      isDanger={act === 'disable' || act === 'delete'}
      act={(reason) => source[act]({ keyId, reason })}
    />
  );
}
