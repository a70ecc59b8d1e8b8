/** Screens that are loaded when they are first visited, together with their words. */
import { type ComponentType, createElement, type FunctionComponent, lazy, Suspense, useRef, useState } from 'react';
import { loadWords } from '../i18n/language.ts';
import type { WordSet } from '../i18n/words.ts';

export type LazyScreen<Props> = FunctionComponent<Props> & {
  /** Loads the screen before it is visited: then it appears at once, without a fallback in between. */
  preload(): Promise<unknown>;
  /** Whether it would appear at once. */
  isLoaded(): boolean;
};

interface Source<Props> {
  /** Null until it is loaded. */
  screen: ComponentType<Props> | null;
  lazily: ComponentType<Props>;
}

/** `words` are the word sets that the screen always needs; they load in the current language. */
export function lazyScreen<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  ...words: readonly WordSet<unknown>[]
): LazyScreen<Props> {
  const loadAll = async () => {
    const [screen] = await Promise.all([load(), ...words.map((set) => loadWords(set))]);
    source.screen = screen;
    return { default: screen };
  };
  const source: Source<Props> = { screen: null, lazily: lazy(loadAll) as ComponentType<Props> };
  const show = (props: Props) => createElement(Loaded<Props>, { source, props });
  return Object.assign(show, { preload: loadAll, isLoaded: () => source.screen !== null });
}

/** A dialog that is loaded when it is first opened. It then stays, so that it gives the focus back. */
export function lazyDialog<Props extends { isOpen: boolean }>(
  load: () => Promise<ComponentType<Props>>,
  ...words: readonly WordSet<unknown>[]
): LazyScreen<Props> {
  const dialog = lazyScreen(load, ...words);
  const show = (props: Props) => createElement(Opened<Props>, { dialog, props });
  return Object.assign(show, { preload: dialog.preload, isLoaded: dialog.isLoaded });
}

function Opened<Props extends { isOpen: boolean }>({ dialog, props }: { dialog: LazyScreen<Props>; props: Props }) {
  const wasOpened = useRef(false);
  wasOpened.current ||= props.isOpen;
  return wasOpened.current ? createElement(Suspense, null, createElement(dialog, props)) : null;
}

function Loaded<Props extends object>({ source, props }: { source: Source<Props>; props: Props }) {
  // Chosen once: another component in its place would lose the state of the screen.
  const [shown] = useState<ComponentType<Props>>(() => source.screen ?? source.lazily);
  return createElement(shown, props);
}
