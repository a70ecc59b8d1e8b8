/** Faults of a layout that a person sees at once, and axe does not: a head out of view, a cut label, a page that scrolls twice. */
import type { Page } from 'playwright-core';

/** What is wrong, one line each. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
    const nameOf = (element: Element) => `"${element.textContent?.trim().slice(0, 40)}"`;
    const root = document.documentElement;
    const faults: string[] = [];

    if (root.scrollWidth > innerWidth) faults.push(`wider than the window by ${root.scrollWidth - innerWidth} px`);
    // The frame of signed-in people scrolls inside.
    if (document.querySelector('.shell') && root.scrollHeight > innerHeight) {
      faults.push(`the window scrolls by ${root.scrollHeight - innerHeight} px beside its frame`);
    }
    /** The lines of the text that is seen, without numbers beside it and without what only screen readers say. */
    const linesOf = (label: Element) => {
      const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
      const lines: { rect: DOMRect; text: Node }[] = [];
      while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement?.closest('.hidden-text, .badge')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const rect of range.getClientRects()) if (rect.width > 1) lines.push({ rect, text });
      }
      return lines;
    };
    const isCut = ({ rect, text }: { rect: DOMRect; text: Node }) => {
      if (rect.left < -1 || rect.right > innerWidth + 1) return true;
      for (let box = text.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowX === 'visible') continue;
        const { left, right, width } = box.getBoundingClientRect();
        // A label for screen readers only, such as that of the bell.
        if (width <= 1) return false;
        if (rect.left < left - 1 || rect.right > right + 1) return true;
      }
      return false;
    };
    for (const label of shown('.tab, .button, .interest, .nav-link, .why-sentence > .one-line')) {
      if (linesOf(label).some(isCut)) faults.push(`cut: ${nameOf(label)}`);
    }
    for (const label of shown('.tab, .dialog-actions .button, .page-head .button')) {
      const tops = linesOf(label).map(({ rect }) => rect.top);
      if (Math.max(...tops) - Math.min(...tops) > 10) faults.push(`in two lines: ${nameOf(label)}`);
    }
    return faults;
  });
}

/** Whether the heading of the screen is out of view: a person who has just come sees no head. */
export function headsOutOfView(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#content h1')]
      .filter((heading) => heading.checkVisibility())
      .filter((heading) => {
        const { top, bottom } = heading.getBoundingClientRect();
        return top < 0 || bottom > innerHeight;
      })
      .map((heading) => heading.textContent ?? ''),
  );
}
