/**
 * Keys that an input method uses, such as Enter to choose a candidate or Escape to give up a word while a person writes
 * Japanese, reach no handler of the page. So no handler has to remember to ignore them. The input method still gets them.
 */
export function ignoreComposingKeys(): void {
  for (const type of ['keydown', 'keyup'] as const) {
    window.addEventListener(
      type,
      (event) => {
        if (isComposing(event)) event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }
}

function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  // Safari ends the composition before it reports the key that ended it. Then only the key code 229 tells.
  return isComposing || keyCode === 229;
}
