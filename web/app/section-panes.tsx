/** A place with sections: their list, and beside it the open one. On phones one of the two. */
import { ChevronRight, type LucideIcon } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { Link } from 'react-router';
import { Skeleton } from '../ui/states.tsx';
import { Heading } from './heading.tsx';
import './section-panes.css';

export interface SectionEntry {
  path: string;
  icon: LucideIcon;
  label: string;
  hint: string;
}

export interface SectionGroup {
  id: string;
  /** Absent if there is only one group. */
  label?: string;
  entries: readonly SectionEntry[];
}

interface SectionPanesProps {
  title: string;
  groups: readonly SectionGroup[];
  /** Whether the address names a section. Without, the first one may be shown beside the list. */
  isOpen: boolean;
  /** The path of the shown section. */
  selectedPath: string | null;
  /** Below the title. */
  lead?: ReactNode;
  /** Below the list. */
  foot?: ReactNode;
  /** The shown section. */
  children: ReactNode;
}

export function SectionPanes({ title, groups, isOpen, selectedPath, lead, foot, children }: SectionPanesProps) {
  return (
    <div className={`panes panes-sections${isOpen ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <header className="page-head">
            <Heading title={title} />
          </header>
          {lead}
          {groups.map((group) => (
            <Group key={group.id} group={group} selectedPath={selectedPath} />
          ))}
          {foot}
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body measure">
          <Suspense fallback={<Skeleton />}>{children}</Suspense>
        </div>
      </div>
    </div>
  );
}

function Group({ group: { id, label, entries }, selectedPath }: { group: SectionGroup; selectedPath: string | null }) {
  const list = (
    <ul className="section-list">
      {entries.map((entry) => (
        <EntryLink key={entry.path} entry={entry} isSelected={entry.path === selectedPath} />
      ))}
    </ul>
  );
  if (label === undefined) return list;
  return (
    <section aria-labelledby={`sections-${id}`}>
      <h2 className="section-heading" id={`sections-${id}`}>
        {label}
      </h2>
      {list}
    </section>
  );
}

function EntryLink({ entry, isSelected }: { entry: SectionEntry; isSelected: boolean }) {
  return (
    <li>
      <Link className="section-item" to={entry.path} {...(isSelected && { 'aria-current': 'page' as const })}>
        <entry.icon size={22} aria-hidden />
        <span className="grow">
          <span className="section-item-label">{entry.label}</span>
          <span className="quiet section-item-hint">{entry.hint}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}
