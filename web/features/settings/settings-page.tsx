/** Settings: a list of sections, and beside it the chosen one. */
import { useQuery } from '@tanstack/react-query';
import {
  Archive,
  Ban,
  BellRing,
  Building2,
  CalendarDays,
  Eye,
  KeyRound,
  ListFilter,
  type LucideIcon,
  Mail,
  ShieldCheck,
  SunMoon,
  Trash2,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { useParams } from 'react-router';
import { LegalLinks } from '../../app/legal-links.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { NotFound } from '../../app/not-found.tsx';
import { keys } from '../../app/query-keys.ts';
import { type SectionGroup, SectionPanes } from '../../app/section-panes.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
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
  const { account: labels, nav } = useWords();
  const { section } = useParams();
  const isWide = useIsWide();
  const { account } = useMyself();
  const groups = useGroups();
  const sections: Partial<Record<string, ComponentType>> = { ...OWN_SECTIONS, ...featureSections };
  const shown = section ?? (isWide ? FIRST_SECTION : null);
  const Section = shown === null ? null : (sections[shown] ?? NotFound);
  return (
    <SectionPanes
      title={nav.settings}
      groups={groups}
      isOpen={section !== undefined}
      selectedPath={shown === null ? null : `/settings/${shown}`}
      foot={
        <>
          <SignOut />
          <p className="quiet">
            {labels.email}: {account.email}
          </p>
          <LegalLinks />
        </>
      }
    >
      {Section && <Section />}
    </SectionPanes>
  );
}

function useGroups(): SectionGroup[] {
  const words = useWords(settingsWords);
  const { tenant } = useMyself();
  const isOperator = useIsOperator();
  const entry = (path: string, icon: LucideIcon, label: string, hint: string) => ({ path, icon, label, hint });
  const account = [
    entry('/settings/email', Mail, words.email, words.emailMenuHint),
    entry('/settings/security', KeyRound, words.security, words.securityHint),
    entry('/settings/organisations', Building2, words.organisations, words.organisationsHint),
    ...(isOperator ? [entry('/portal', ShieldCheck, words.portal, words.portalHint)] : []),
  ];
  const app = [
    entry('/settings/notifications', BellRing, words.notifications, words.notificationsHint),
    entry('/settings/appearance', SunMoon, words.appearance, words.appearanceHint),
    entry('/settings/calendar', CalendarDays, words.calendar, words.calendarHint),
  ];
  const privacy = [
    // Nothing of an organisation is seen from outside.
    ...(tenant.name === null ? [entry('/settings/visitors', Eye, words.visitors, words.visitorsHint)] : []),
    entry('/settings/blocks', Ban, words.blocks, words.blocksHint),
    entry('/settings/less', ListFilter, words.notInterested, words.notInterestedHint),
  ];
  const data = [
    entry('/settings/data', Archive, words.dataExport, words.dataExportHint),
    entry('/settings/delete', Trash2, words.deleteAccount, words.deleteHint),
  ];
  return Object.entries({ account, app, privacy, data }).map(([id, entries]) => ({
    id,
    label: words.groups[id as keyof typeof words.groups],
    entries,
  }));
}

/** Whether I can take a role of operators. */
function useIsOperator(): boolean {
  const meshi = useMeshi();
  const { data } = useQuery({ queryKey: keys.portal, queryFn: () => meshi.portal.get() });
  return (data?.roles.length ?? 0) > 0;
}
