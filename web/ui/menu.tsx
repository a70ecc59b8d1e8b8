/** A menu that opens from a button, by default one with three dots. The menu is loaded when somebody comes near the button. */
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { lazyScreen } from '../app/lazy-screen.ts';
import { useErrorToast } from '../app/use-action.ts';
import { useWords } from '../i18n/language.ts';
import type { MenuButtonProps, MenuEntry, MenuRow } from './menu-popup.tsx';

export type { MenuEntry } from './menu-popup.tsx';

export const LazyMenu = lazyScreen(async () => (await import('./menu-popup.tsx')).MenuPopup);

interface MenuProps {
  entries: readonly MenuEntry[];
  label?: string;
  row?: MenuRow;
}

export function Menu({ entries, label, row }: MenuProps) {
  const words = useWords();
  return (
    <MenuButton
      className="icon-button"
      label={label ?? words.common.menu}
      trigger={<Ellipsis size={22} aria-hidden />}
      entries={entries}
      {...(row && { row })}
    />
  );
}

/** A list has many menus, few of which are opened. So each is only a button, until a press or the mouse comes. */
export function MenuButton(props: MenuButtonProps) {
  const { className, label, trigger, onApproach } = props;
  const showError = useErrorToast();
  const [wanted, setWanted] = useState<{ press: Event | null } | null>(null);
  const press = (event: Event) => void LazyMenu.preload().then(() => setWanted({ press: event }), showError);
  if (wanted) return <LazyMenu {...props} press={wanted.press} />;
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="menu"
      aria-expanded={false}
      {...(label !== undefined && { 'aria-label': label })}
      onFocus={onApproach}
      onPointerEnter={({ pointerType, currentTarget }) => {
        onApproach?.();
        // With a mouse, a menu also opens while the button is held. A finger has touched this button already, and a button that
        // disappears would lose the focus.
        const isFree = pointerType === 'mouse' && document.activeElement !== currentTarget;
        // At once: a press that begins on this button would end on another one.
        if (isFree && LazyMenu.isLoaded()) flushSync(() => setWanted({ press: null }));
      }}
      onClick={({ nativeEvent }) => press(new MouseEvent('click', nativeEvent))}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        press(new KeyboardEvent('keydown', event.nativeEvent));
      }}
    >
      {trigger}
    </button>
  );
}
