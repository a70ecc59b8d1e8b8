/** A text to copy, such as a link that is shown only once. */
import { Copy } from 'lucide-react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import { TextField } from './field.tsx';
import { useToast } from './toasts.tsx';

export function CopyField({ label, hint, value }: { label: string; hint: string; value: string }) {
  const { common } = useWords();
  const toast = useToast();
  const copy = async () => {
    if (await copyText(value)) toast.done(common.copied);
    else toast.problem(common.copyByHand);
  };
  return (
    <div className="stack-tight" role="status">
      <TextField label={label} hint={hint} readOnly value={value} onFocus={(event) => event.target.select()} />
      <div>
        <Button onClick={() => void copy()}>
          <Copy size={18} aria-hidden />
          {common.copy}
        </Button>
      </div>
    </div>
  );
}
