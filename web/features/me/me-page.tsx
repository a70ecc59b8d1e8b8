/** Me: a list of pages and settings, and beside it the chosen section. */
import type { Profile } from '@meshi/client';
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
  Shuffle,
  SunMoon,
  Trash2,
  UserRound,
  UsersRound,
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
import { Avatar } from '../../ui/avatar.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BlocksSection } from './blocks-section.tsx';
import { CalendarSection } from './calendar-section.tsx';
import { DataSection } from './data-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { EmailSection } from './email-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SignOut } from './sign-out.tsx';
import { VisitorsSection } from './visitors-section.tsx';
import { meWords } from './words.ts';
import './me-page.css';

/** Sections that belong to other features. */
export type FeatureSections = Record<'notifications' | 'organisations' | 'organisation' | 'less', ComponentType>;

const OWN_SECTIONS = {
  profile: ProfileSection,
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

interface MePageProps {
  featureSections: FeatureSections;
  /** Shows a profile as others see it. */
  Profile: ComponentType<{ profile: Profile }>;
}

export function MePage({ featureSections, Profile: ProfileView }: MePageProps) {
  const { section } = useParams();
  const isWide = useIsWide();
  const { profile } = useMyself();
  const sections: Partial<Record<string, ComponentType>> = { ...OWN_SECTIONS, ...featureSections };
  const Section = section === undefined ? null : (sections[section] ?? NotFound);
  return (
    <div className={`panes panes-me${section ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <MeList selected={section} />
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body measure">
          <Suspense fallback={<Skeleton />}>{Section && <Section />}</Suspense>
          {!Section && isWide && <ProfileView profile={profile} />}
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

/** First the pages that do not fit into the bar on phones, then the settings. */
function useEntries(): Entry[] {
  const { profile } = useWords();
  const words = useWords(meWords);
  const { tenant } = useMyself();
  const isOperator = useIsOperator();
  return [
    { path: '/communities', icon: UsersRound, label: words.communities, hint: words.communitiesHint },
    { path: '/rounds', icon: Shuffle, label: words.rounds, hint: words.roundsHint },
    { path: '/me/profile', icon: UserRound, label: profile.title, hint: words.profileHint },
    ...(tenant.name === null
      ? []
      : [{ path: '/me/organisation', icon: Building2, label: words.organisation, hint: words.organisationHint }]),
    ...(tenant.name === null
      ? [{ path: '/me/visitors', icon: Eye, label: words.visitors, hint: words.visitorsHint }]
      : []),
    { path: '/me/appearance', icon: SunMoon, label: words.appearance, hint: words.appearanceHint },
    { path: '/me/notifications', icon: BellRing, label: words.notifications, hint: words.notificationsHint },
    { path: '/me/email', icon: Mail, label: words.email, hint: words.emailMenuHint },
    { path: '/me/security', icon: KeyRound, label: words.security, hint: words.securityHint },
    { path: '/me/calendar', icon: CalendarDays, label: words.calendar, hint: words.calendarHint },
    { path: '/me/less', icon: ListFilter, label: words.notInterested, hint: words.notInterestedHint },
    { path: '/me/blocks', icon: Ban, label: words.blocks, hint: words.blocksHint },
    ...(isOperator ? [{ path: '/portal', icon: ShieldCheck, label: words.portal, hint: words.portalHint }] : []),
    { path: '/me/data', icon: Archive, label: words.dataExport, hint: words.dataExportHint },
    { path: '/me/delete', icon: Trash2, label: words.deleteAccount, hint: words.deleteHint },
  ];
}

/** Whether I can take a role of operators. */
function useIsOperator(): boolean {
  const meshi = useMeshi();
  const { data } = useQuery({ queryKey: keys.portal, queryFn: () => meshi.portal.get() });
  return (data?.roles.length ?? 0) > 0;
}

function MeList({ selected }: { selected: string | undefined }) {
  const { account: labels } = useWords();
  const words = useWords(meWords);
  const { profile, account } = useMyself();
  const entries = useEntries();
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
      </header>
      <Link className="me-card" to={`/people/${profile.id}`}>
        <Avatar person={profile} size={64} />
        <span className="grow">
          <span className="me-name one-line">{profile.displayName}</span>
          <span className="quiet one-line me-handle">@{profile.handle}</span>
          <span className="me-see">{words.viewProfile}</span>
        </span>
      </Link>
      <ul className="me-list">
        {entries.map((entry) => (
          <EntryLink key={entry.path} entry={entry} isSelected={entry.path === `/me/${selected}`} />
        ))}
      </ul>
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
      <Link className="me-item" to={entry.path} {...(isSelected && { 'aria-current': 'page' as const })}>
        <entry.icon size={22} aria-hidden />
        <span className="grow">
          <span className="me-item-label">{entry.label}</span>
          <span className="quiet me-item-hint">{entry.hint}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}
