/** The menu behind the button of `menu.tsx`, and the button itself once somebody has come near it. */
import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';

export interface MenuEntry {
  label: string;
  icon: LucideIcon;
  isDanger?: boolean;
  /** The path it leads to; without it, `onSelect` is called. */
  to?: string;
  onSelect?: () => void;
}

/** Choices beside each other, over the items. Each can be on or off. */
export interface MenuRow {
  label: string;
  choices: readonly { text: string; label: string; isChecked: boolean; onSelect: () => void }[];
}

export interface MenuButtonProps {
  className: string;
  /** The name of the button if `trigger` has no text. */
  label?: string;
  trigger: ReactNode;
  align?: 'start' | 'end';
  /** Called when somebody is about to open the menu. */
  onApproach?: () => void;
  /** The items; without them, `children` is what the menu has. */
  entries?: readonly MenuEntry[];
  row?: MenuRow;
  children?: ReactNode;
}

interface MenuPopupProps extends MenuButtonProps {
  /** What the person did to the button that this one replaces: this one does the same. */
  press: Event | null;
}

export function MenuPopup({
  className,
  label,
  trigger,
  align = 'end',
  onApproach,
  entries = [],
  row,
  children = entries.map((entry) => <MenuItem key={entry.label} entry={entry} />),
  press,
}: MenuPopupProps) {
  const button = useRef<HTMLButtonElement>(null);
  const pressed = useRef(press);
  useEffect(() => {
    if (pressed.current) button.current?.dispatchEvent(pressed.current);
    pressed.current = null;
  }, []);
  return (
    <Base.Root modal={false}>
      <Base.Trigger
        ref={button}
        className={className}
        {...(label !== undefined && { 'aria-label': label })}
        onPointerEnter={onApproach}
        onFocus={onApproach}
      >
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="positioned">
          <Base.Popup className="menu">
            {row && <Row row={row} />}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Row({ row: { label, choices } }: { row: MenuRow }) {
  return (
    <Base.Group className="menu-row" aria-label={label} onKeyDown={moveInRow}>
      {choices.map(({ text, label: name, isChecked, onSelect }) => (
        <Base.CheckboxItem
          key={text}
          className="menu-choice"
          aria-label={name}
          title={name}
          checked={isChecked}
          onCheckedChange={onSelect}
          closeOnClick
        >
          {text}
        </Base.CheckboxItem>
      ))}
    </Base.Group>
  );
}

/** Left and right move in the row, and down leaves it. */
function moveInRow(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget } = event;
  if (!(target instanceof HTMLElement)) return;
  const next = {
    ArrowRight: target.nextElementSibling,
    ArrowLeft: target.previousElementSibling,
    ArrowDown: currentTarget.nextElementSibling,
  }[key];
  if (!(next instanceof HTMLElement)) return;
  // The menu would go on to the next choice.
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function MenuItem({ entry }: { entry: MenuEntry }) {
  const className = `menu-item${entry.isDanger ? ' menu-item-danger' : ''}`;
  const content = (
    <>
      <entry.icon size={18} aria-hidden />
      {entry.label}
    </>
  );
  if (entry.to !== undefined) {
    return (
      <Base.LinkItem className={className} render={<Link to={entry.to} />} closeOnClick>
        {content}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item className={className} onClick={() => entry.onSelect?.()}>
      {content}
    </Base.Item>
  );
}
