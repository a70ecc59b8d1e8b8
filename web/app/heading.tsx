/** The heading of a screen: names the page's title, and takes the focus when one walks to the screen. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useWords } from '../i18n/language.ts';

// The first screen of a visit takes no focus: the reader has not walked anywhere yet.
let firstKey: string | null = null;

export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const words = useWords();
  const { pathname, key } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: walking to another path is what moves the focus.
  useEffect(() => {
    firstKey ??= key;
    if (key === firstKey) return;
    const active = document.activeElement;
    // A field that took the focus by itself keeps it.
    if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) return;
    if (heading.current?.checkVisibility()) heading.current.focus({ preventScroll: true });
  }, [pathname]);

  useEffect(() => {
    if (heading.current?.checkVisibility()) document.title = `${title} · ${words.appName}`;
  }, [title, words]);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
