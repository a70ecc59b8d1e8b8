/** New recovery codes: shown once, to copy or to download. */
import { Copy, Download } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { saveFile } from '../../app/save-file.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { useToast } from '../../ui/toasts.tsx';
import { settingsWords } from './words.ts';

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { common } = useWords();
  const words = useWords(settingsWords);
  const toast = useToast();
  const title = useRef<HTMLHeadingElement>(null);
  // They replace the form that had the focus.
  useEffect(() => title.current?.focus(), []);
  const text = codes.join('\n');
  const copy = async () => {
    if (await copyText(text)) toast.done(common.copied);
    else toast.problem(common.copyByHand);
  };
  return (
    <section className="stack" aria-labelledby="recovery-title">
      <h2 id="recovery-title" ref={title} tabIndex={-1}>
        {words.recoveryCodes}
      </h2>
      <p>{words.recoveryText}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row">
        <Button onClick={() => void copy()}>
          <Copy size={18} aria-hidden />
          {common.copy}
        </Button>
        <Button onClick={() => saveFile(`${text}\n`, { name: 'meshi-recovery-codes.txt', type: 'text/plain' })}>
          <Download size={18} aria-hidden />
          {words.recoveryDownload}
        </Button>
      </div>
      <Button kind="main" isWide onClick={onDone}>
        {words.recoveryDone}
      </Button>
    </section>
  );
}
