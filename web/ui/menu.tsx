/** A menu that opens from a button, by default one with three dots. */
import { Menu as Base } from '@base-ui/react/menu';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';

export interface MenuEntry {
  label: string;
  icon: LucideIcon;
  isDanger?: boolean;
  /** The path it leads to; without it, `onSelect` is called. */
  to?: string;
  onSelect?: () => void;
}

export function Menu({ entries, label }: { entries: readonly MenuEntry[]; label?: string }) {
  const words = useWords();
  return (
    <MenuButton className="icon-button" label={label ?? words.common.menu} trigger={<Ellipsis size={22} aria-hidden />}>
      {entries.map((entry) => (
        <MenuItem key={entry.label} entry={entry} />
      ))}
    </MenuButton>
  );
}

interface MenuButtonProps {
  className: string;
  /** The name of the button if `trigger` has no text. */
  label?: string;
  trigger: ReactNode;
  align?: 'start' | 'end';
  /** Called when somebody is about to open the menu. */
  onApproach?: () => void;
  /** The items. */
  children: ReactNode;
}

export function MenuButton({ className, label, trigger, align = 'end', onApproach, children }: MenuButtonProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger
        className={className}
        {...(label !== undefined && { 'aria-label': label })}
        onPointerEnter={onApproach}
        onFocus={onApproach}
      >
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="positioned">
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ entry }: { entry: MenuEntry }) {
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
