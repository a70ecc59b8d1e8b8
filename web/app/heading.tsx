/** The heading of a screen. It sets the title of the page; when the reader comes from another screen, it is shown and gets the focus. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useWords } from '../i18n/language.ts';
import { setPageTitle } from './page-title.ts';

// The first screen of a visit does not take the focus: the reader has not navigated yet.
let firstKey: string | null = null;

export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const words = useWords();
  const { pathname, key } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only navigation moves the focus.
  useEffect(() => {
    // The frame that scrolls is the same for all screens, and would begin where the last one was left.
    heading.current?.closest('.pane-detail, .shell-page')?.scrollTo(0, 0);
    firstKey ??= key;
    if (key === firstKey) return;
    const active = document.activeElement;
    // A field that has taken the focus keeps it.
    if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) return;
    if (heading.current?.checkVisibility()) heading.current.focus({ preventScroll: true });
  }, [pathname]);

  useEffect(() => {
    if (heading.current?.checkVisibility()) setPageTitle(`${title} · ${words.appName}`);
  }, [title, words]);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
