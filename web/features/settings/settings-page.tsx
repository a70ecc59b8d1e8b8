/** Settings: a list of sections, and beside it the chosen one. */
import { useQuery } from '@tanstack/react-query';
import {
  Archive,
  Ban,
  BellRing,
  Building2,
  CalendarDays,
  ChevronRight,
  Eye,
  KeyRound,
  ListFilter,
  type LucideIcon,
  Mail,
  ShieldCheck,
  SunMoon,
  Trash2,
} from 'lucide-react';
import { type ComponentType, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { LegalLinks } from '../../app/legal-links.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { NotFound } from '../../app/not-found.tsx';
import { keys } from '../../app/query-keys.ts';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { Skeleton } from '../../ui/states.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BlocksSection } from './blocks-section.tsx';
import { CalendarSection } from './calendar-section.tsx';
import { DataSection } from './data-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { EmailSection } from './email-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SignOut } from './sign-out.tsx';
import { VisitorsSection } from './visitors-section.tsx';
import { settingsWords } from './words.ts';
import './settings.css';

/** Sections that belong to other features. */
export type FeatureSections = Record<'notifications' | 'organisations' | 'less', ComponentType>;

const OWN_SECTIONS = {
  visitors: VisitorsSection,
  appearance: AppearanceSection,
  security: SecuritySection,
  email: EmailSection,
  password: PasswordSection,
  calendar: CalendarSection,
  blocks: BlocksSection,
  data: DataSection,
  delete: DeleteSection,
};

/** Beside the list, where there is room, before one is chosen. */
const FIRST_SECTION = 'email';

export function SettingsPage({ featureSections }: { featureSections: FeatureSections }) {
  const { section } = useParams();
  const isWide = useIsWide();
  const sections: Partial<Record<string, ComponentType>> = { ...OWN_SECTIONS, ...featureSections };
  const shown = section ?? (isWide ? FIRST_SECTION : undefined);
  const Section = shown === undefined ? null : (sections[shown] ?? NotFound);
  return (
    <div className={`panes panes-settings${section ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <SectionList selected={shown} />
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body measure">
          <Suspense fallback={<Skeleton />}>{Section && <Section />}</Suspense>
        </div>
      </div>
    </div>
  );
}

interface Entry {
  path: string;
  icon: LucideIcon;
  label: string;
  hint: string;
}

type Group = 'account' | 'app' | 'privacy' | 'data';

function useGroups(): Record<Group, Entry[]> {
  const words = useWords(settingsWords);
  const { tenant } = useMyself();
  const isOperator = useIsOperator();
  const entry = (path: string, icon: LucideIcon, label: string, hint: string): Entry => ({ path, icon, label, hint });
  return {
    account: [
      entry('/settings/email', Mail, words.email, words.emailMenuHint),
      entry('/settings/security', KeyRound, words.security, words.securityHint),
      entry('/settings/organisations', Building2, words.organisations, words.organisationsHint),
      ...(isOperator ? [entry('/portal', ShieldCheck, words.portal, words.portalHint)] : []),
    ],
    app: [
      entry('/settings/notifications', BellRing, words.notifications, words.notificationsHint),
      entry('/settings/appearance', SunMoon, words.appearance, words.appearanceHint),
      entry('/settings/calendar', CalendarDays, words.calendar, words.calendarHint),
    ],
    privacy: [
      // Nothing of an organisation is seen from outside.
      ...(tenant.name === null ? [entry('/settings/visitors', Eye, words.visitors, words.visitorsHint)] : []),
      entry('/settings/blocks', Ban, words.blocks, words.blocksHint),
      entry('/settings/less', ListFilter, words.notInterested, words.notInterestedHint),
    ],
    data: [
      entry('/settings/data', Archive, words.dataExport, words.dataExportHint),
      entry('/settings/delete', Trash2, words.deleteAccount, words.deleteHint),
    ],
  };
}

/** Whether I can take a role of operators. */
function useIsOperator(): boolean {
  const meshi = useMeshi();
  const { data } = useQuery({ queryKey: keys.portal, queryFn: () => meshi.portal.get() });
  return (data?.roles.length ?? 0) > 0;
}

function SectionList({ selected }: { selected: string | undefined }) {
  const { account: labels, nav } = useWords();
  const words = useWords(settingsWords);
  const { account } = useMyself();
  const groups = useGroups();
  return (
    <>
      <header className="page-head">
        <Heading title={nav.settings} />
      </header>
      {(Object.keys(groups) as Group[]).map((group) => (
        <section key={group} aria-labelledby={`settings-${group}`}>
          <h2 className="section-heading" id={`settings-${group}`}>
            {words.groups[group]}
          </h2>
          <ul className="settings-list">
            {groups[group].map((entry) => (
              <EntryLink key={entry.path} entry={entry} isSelected={entry.path === `/settings/${selected}`} />
            ))}
          </ul>
        </section>
      ))}
      <SignOut />
      <p className="quiet">
        {labels.email}: {account.email}
      </p>
      <LegalLinks />
    </>
  );
}

function EntryLink({ entry, isSelected }: { entry: Entry; isSelected: boolean }) {
  return (
    <li>
      <Link className="settings-item" to={entry.path} {...(isSelected && { 'aria-current': 'page' as const })}>
        <entry.icon size={22} aria-hidden />
        <span className="grow">
          <span className="settings-item-label">{entry.label}</span>
          <span className="quiet settings-item-hint">{entry.hint}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}
