/** Shares the link of a page: with the share sheet of the system, or by copying it. */
import { Share2 } from 'lucide-react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import { useToast } from './toasts.tsx';

interface ShareButtonProps {
  /** The path of the page, such as `/meals/1`. */
  path: string;
  title: string;
  label: string;
}

export function ShareButton({ path, title, label }: ShareButtonProps) {
  const { common } = useWords();
  const toast = useToast();
  const url = new URL(path, window.location.origin).href;
  const share = async () => {
    // Rejects if the person cancels.
    if (navigator.share) await navigator.share({ title, url }).catch(() => undefined);
    else if (await copyText(url)) toast.done(common.copied);
    else toast.problem(common.copyByHand);
  };
  return (
    <Button onClick={() => void share()}>
      <Share2 size={18} aria-hidden />
      {label}
    </Button>
  );
}
