/** What is shown instead of content: while it loads, if there is none, and after a failure. */
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';

/** Grey placeholders, which appear after 300 ms. */
export function Skeleton({ slips = 3 }: { slips?: number }) {
  const words = useWords();
  return (
    <div className="skeleton" role="status">
      <span className="hidden-text">{words.common.loading}</span>
      {Array.from({ length: slips }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the placeholders are all the same.
        <div className="skeleton-slip" key={index}>
          <div className="skeleton-line" style={{ width: '70%' }} />
          <div className="skeleton-line" style={{ width: '40%' }} />
        </div>
      ))}
    </div>
  );
}

interface EmptyProps {
  title: string;
  hint: string;
  /** What to do next. */
  children?: ReactNode;
}

export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div className="empty">
      <Bowl size={72} />
      <h2>{title}</h2>
      <p className="quiet">{hint}</p>
      {children}
    </div>
  );
}

/** An error: what happened, what to do, and a button that tries again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const words = useWords();
  const text = useErrorText();
  return (
    <div className="problem" role="alert">
      <strong>
        <CircleAlert size={18} aria-hidden />
        {words.errors.title}
      </strong>
      <p>{text(error)}</p>
      {onRetry && <Button onClick={onRetry}>{words.common.retry}</Button>}
    </div>
  );
}

/** The bowl of the logo. */
export function Bowl({ size }: { size: number }) {
  return (
    <svg className="empty-picture" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="3.5" strokeLinecap="round">
        <path d="M23 11c-4 4 4 6 0 11M32 8c-4 5 4 8 0 14M41 11c-4 4 4 6 0 11" />
      </g>
      <path d="M8 30h48c0 12-6.500 19.500-15 22.500V56H23v-3.500C14.500 49.500 8 42 8 30z" fill="currentColor" />
    </svg>
  );
}
