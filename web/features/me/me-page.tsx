/** Me: a list of what one can set, and beside it the part one chose. */
import {
  Ban,
  BellRing,
  Building2,
  CalendarDays,
  ChevronRight,
  KeyRound,
  Layers,
  ListFilter,
  LogOut,
  type LucideIcon,
  MonitorSmartphone,
  Shuffle,
  SunMoon,
  Trash2,
  UserRound,
  UsersRound,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { Link, useParams } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { NotFound } from '../../app/not-found.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { NotificationsSection } from '../notifications/notifications-section.tsx';
import { ProfileView } from '../people/profile-view.tsx';
import { OrganisationSection } from '../tenants/organisation-section.tsx';
import { SpacesSection } from '../tenants/spaces-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BlocksSection } from './blocks-section.tsx';
import { CalendarSection } from './calendar-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { LessSection } from './less-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import './me-page.css';

const SECTIONS: Record<string, ComponentType> = {
  profile: ProfileSection,
  appearance: AppearanceSection,
  notifications: NotificationsSection,
  spaces: SpacesSection,
  organisation: OrganisationSection,
  sessions: SessionsSection,
  password: PasswordSection,
  less: LessSection,
  calendar: CalendarSection,
  blocks: BlocksSection,
  delete: DeleteSection,
};

export function MePage() {
  const { section } = useParams();
  const isWide = useIsWide();
  const { profile } = useMyself();
  const Section = section === undefined ? null : (SECTIONS[section] ?? NotFound);
  return (
    <div className={`panes panes-me${section ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <MeList selected={section} />
        </div>
      </div>
      <div className="pane-thing">
        <div className="pane-body measure">
          {Section && <Section />}
          {!Section && isWide && <ProfileView profile={profile} />}
        </div>
      </div>
    </div>
  );
}

function MeList({ selected }: { selected: string | undefined }) {
  const words = useWords();
  const { profile, account, tenant } = useMyself();
  const { me, home, meals, tenants } = words;
  return (
    <>
      <header className="page-head">
        <Heading title={me.title} />
      </header>
      <Link className="me-card" to={`/people/${profile.id}`}>
        <Avatar person={profile} size={64} />
        <span className="grow">
          <span className="me-name one-line">{profile.displayName}</span>
          <span className="quiet one-line me-handle">@{profile.handle}</span>
          <span className="me-see">{me.viewProfile}</span>
        </span>
      </Link>
      <ul className="me-list">
        <PlaceItem
          to="/communities"
          icon={UsersRound}
          label={words.communities.title}
          hint={words.communities.meHint}
        />
        <PlaceItem to="/rounds" icon={Shuffle} label={words.rounds.title} hint={words.rounds.meHint} />
        <Item section="profile" icon={UserRound} label={me.profile} hint={me.profileHint} selected={selected} />
        <Item section="spaces" icon={Layers} label={tenants.spaces} hint={tenants.spacesHint} selected={selected} />
        {tenant.name !== null && (
          <Item
            section="organisation"
            icon={Building2}
            label={tenants.organisation}
            hint={tenants.organisationHint}
            selected={selected}
          />
        )}
        <Item section="appearance" icon={SunMoon} label={me.appearance} hint={me.appearanceHint} selected={selected} />
        <Item
          section="notifications"
          icon={BellRing}
          label={words.notifications.settings}
          hint={words.notifications.settingsHint}
          selected={selected}
        />
        <Item
          section="sessions"
          icon={MonitorSmartphone}
          label={me.sessions}
          hint={me.sessionsHint}
          selected={selected}
        />
        <Item section="password" icon={KeyRound} label={me.password} hint={me.passwordHint} selected={selected} />
        <Item section="calendar" icon={CalendarDays} label={meals.link} hint={meals.linkHint} selected={selected} />
        <Item section="less" icon={ListFilter} label={home.lessTitle} hint={home.lessHint} selected={selected} />
        <Item section="blocks" icon={Ban} label={me.blocks} hint={me.blocksHint} selected={selected} />
        <Item section="delete" icon={Trash2} label={me.deleteAccount} hint={me.deleteHint} selected={selected} />
      </ul>
      <SignOut />
      <p className="quiet">
        {me.email}: {account.email}
      </p>
    </>
  );
}

/** A place of its own that the bar of phones has no room for. */
function PlaceItem({ to, icon: Icon, label, hint }: Pick<ItemProps, 'icon' | 'label' | 'hint'> & { to: string }) {
  return (
    <li>
      <Link className="me-item" to={to}>
        <Icon size={22} aria-hidden />
        <span className="grow">
          <span className="me-item-label">{label}</span>
          <span className="quiet me-item-hint">{hint}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}

interface ItemProps {
  section: string;
  icon: LucideIcon;
  label: string;
  hint: string;
  selected: string | undefined;
}

function Item({ section, icon: Icon, label, hint, selected }: ItemProps) {
  return (
    <li>
      <Link
        className="me-item"
        to={`/me/${section}`}
        {...(section === selected && { 'aria-current': 'page' as const })}
      >
        <Icon size={22} aria-hidden />
        <span className="grow">
          <span className="me-item-label">{label}</span>
          <span className="quiet me-item-hint">{hint}</span>
        </span>
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}

function SignOut() {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  return (
    <button
      type="button"
      className="button me-sign-out"
      onClick={() => meshi.signOut().catch((error: unknown) => tell.problem(text(error)))}
    >
      <LogOut size={18} aria-hidden />
      {words.me.signOut}
    </button>
  );
}
