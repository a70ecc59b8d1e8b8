/** A menu that opens from a button with three dots. */
import { Menu as Base } from '@base-ui/react/menu';
import { Ellipsis, type LucideIcon } from 'lucide-react';
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
    <Base.Root modal={false}>
      <Base.Trigger className="icon-button" aria-label={label ?? words.common.menu}>
        <Ellipsis size={22} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} className="positioned">
          <Base.Popup className="menu">
            {entries.map((entry) => (
              <MenuItem key={entry.label} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
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
