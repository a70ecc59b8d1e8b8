/** Loads the next page of a list when its button scrolls into view or is pressed. */
import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';

export function More({ isBusy, onMore }: { isBusy: boolean; onMore: () => void }) {
  const words = useWords();
  const anchor = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const element = anchor.current;
    if (!element || isBusy) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current();
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isBusy]);
  return (
    <div ref={anchor} className="row" style={{ justifyContent: 'center', paddingTop: 16 }}>
      <Button isBusy={isBusy} onClick={onMore}>
        {isBusy ? words.common.loading : words.common.more}
      </Button>
    </div>
  );
}
