/** Makes the next key for push or TURN, or takes over the one of the settings. A TURN key is shown once, for the TURN servers. */
import type { MeshiClient } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { keyWords } from '../../ui/keys/key-words.ts';
import { ReasonButton } from '../../ui/reason-button.tsx';
import { operatorWords } from './words.ts';

type NextKeyFields = Parameters<MeshiClient['serverKeys']['next']>[0];

interface NextKeyProps {
  kind: NextKeyFields['kind'];
  /** Whether the settings have one. */
  isSet: boolean;
}

export function NextKey({ kind, isSet }: NextKeyProps) {
  const words = useWords(operatorWords);
  const keyTexts = useWords(keyWords);
  const { serverKeys } = useMeshi();
  const [text, setText] = useState<string | null>(null);
  const { makeNew, takeOver } = words.nextKeys[kind];
  const make = async (from: NextKeyFields['from'], reason: string) =>
    setText((await serverKeys.next({ kind, from, reason })).text);
  const shared = { about: keyTexts.kinds[kind], words: keyTexts, queryKey: keys.operators };
  return (
    <>
      <div className="key-acts">
        <ReasonButton {...shared} {...makeNew} title={makeNew.action} act={(reason) => make('new', reason)} />
        {isSet && (
          <ReasonButton {...shared} {...takeOver} title={takeOver.action} act={(reason) => make('settings', reason)} />
        )}
      </div>
      {text && <CopyField label={words.turnKey} hint={words.turnKeyHint} value={text} />}
    </>
  );
}
