/** Fenced code of a message, with its language and a button that copies what was written. */
import { Check, Copy } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useWords } from '../../../i18n/language.ts';
import { copyText } from '../../copy-text.ts';
import { useToast } from '../../toasts.tsx';
import { messageWords } from '../words.ts';
import type { CodePart } from './highlight.ts';
import { languageOf } from './languages.ts';

/** So long the button shows that it has copied. */
const SHOWN_MS = 2_000;

interface CodeBlockProps {
  text: string;
  /** What was written behind the fence: the language first. */
  info: string;
}

export function CodeBlock({ text, info }: CodeBlockProps) {
  const words = useWords(messageWords);
  const ref = useRef<HTMLPreElement>(null);
  const parts = useHighlighted(text, info, ref);
  return (
    <figure className="code-block" aria-label={words.code(info)}>
      <div className="code-head">
        <span className="code-language">{info}</span>
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <pre ref={ref} tabIndex={0}>
        <code translate="no">
          {parts?.map(({ text: part, className }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order.
            <span key={index} className={className ?? undefined}>
              {part}
            </span>
          )) ?? text}
        </code>
      </pre>
    </figure>
  );
}

function CopyButton({ text }: { text: string }) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const toast = useToast();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    if (await copyText(text)) setCopied(true);
    else toast.problem(common.copyByHand);
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <>
      <button type="button" className="icon-button" aria-label={words.copyCode} title={words.copyCode} onClick={copy}>
        <Icon size={16} aria-hidden />
      </button>
      <span className="hidden-text" role="status">
        {isCopied && common.copied}
      </span>
    </>
  );
}

/** The code in colours, once it was on screen and its grammar is loaded; null until then. */
function useHighlighted(text: string, info: string, ref: RefObject<HTMLElement | null>): CodePart[] | null {
  const [parts, setParts] = useState<CodePart[] | null>(null);
  useEffect(() => {
    const element = ref.current;
    const language = languageOf(info);
    setParts(null);
    if (!element || !language) return;
    let isCurrent = true;
    const observer = new IntersectionObserver(async (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      // Without its colours the code can be read as well.
      const loaded = await import('./highlight.ts')
        .then(({ highlight }) => highlight(text, language))
        .catch(() => null);
      if (isCurrent) setParts(loaded);
    });
    observer.observe(element);
    return () => {
      isCurrent = false;
      observer.disconnect();
    };
  }, [text, info, ref]);
  return parts;
}
