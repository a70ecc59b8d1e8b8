/** The main menu: a bar at the bottom of phones, a rail at the left of wider screens. */
import { useConversationList } from '@meshi/client/react';
import { BookOpenText, type LucideIcon, MessageCircle, Mic, Shuffle, UsersRound, UtensilsCrossed } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { Bell } from '../features/notifications/bell.tsx';
import { useUnreadInRoom } from '../features/rooms/voice-context.tsx';
import { SpaceSwitcher } from '../features/tenants/space-switcher.tsx';
import { useWaitingInterests } from '../features/topics/topic-queries.ts';
import { badgeCount } from '../i18n/counted.ts';
import { useWords } from '../i18n/language.ts';
import { AccountMenu } from './account-menu.tsx';
import { useMeshi } from './meshi-context.tsx';

export function Nav() {
  const words = useWords();
  const { unmutedUnreadCount: unreadCount } = useConversationList(useMeshi());
  const unreadText = useUnreadInRoom();
  const waiting = useWaitingInterests().length;
  const unread = badgeCount(unreadCount);
  return (
    <nav className="nav" aria-label={words.nav.label}>
      <Link className="nav-logo" to="/topics">
        <img src="/icon.svg" alt="" width={32} height={32} />
        {words.appName}
      </Link>
      <div className="nav-space">
        <SpaceSwitcher />
      </div>
      <ul className="nav-list">
        <Item
          to="/topics"
          icon={BookOpenText}
          label={words.nav.topics}
          {...(waiting > 0 && { badge: String(waiting), badgeLabel: words.navBadge.topics(waiting) })}
        />
        <Item
          to="/conversations"
          icon={MessageCircle}
          label={words.nav.conversations}
          {...(unreadCount > 0 && { badge: unread, badgeLabel: words.navBadge.unread(unread) })}
        />
        <Item
          to="/rooms"
          icon={Mic}
          label={words.nav.rooms}
          {...(unreadText > 0 && {
            badge: badgeCount(unreadText),
            // What others write to the room does not wait for me.
            isQuiet: true,
            badgeLabel: words.navBadge.unread(badgeCount(unreadText)),
          })}
        />
        <Item to="/meals" icon={UtensilsCrossed} label={words.nav.meals} />
        <Item to="/communities" icon={UsersRound} label={words.nav.communities} />
        <Item to="/rounds" icon={Shuffle} label={words.nav.rounds} isOnRailOnly />
        <li className="nav-bell">
          <Bell />
        </li>
      </ul>
      <div className="nav-account">
        <AccountMenu />
      </div>
    </nav>
  );
}

/** At the top of phones: the organisation, what does not fit into the bar, the bell, and my own menu. */
export function TopLinks() {
  const { nav } = useWords();
  return (
    <nav className="shell-top" aria-label={nav.more}>
      <SpaceSwitcher />
      <TopLink to="/rounds" icon={Shuffle} label={nav.rounds} />
      <Bell />
      <AccountMenu />
    </nav>
  );
}

function TopLink({ to, icon: Icon, label }: Pick<ItemProps, 'to' | 'icon' | 'label'>) {
  return (
    <Link className="top-link" to={to} {...useCurrent(to)}>
      <Icon size={18} aria-hidden />
      {label}
    </Link>
  );
}

interface ItemProps {
  to: string;
  icon: LucideIcon;
  label: string;
  badge?: string;
  badgeLabel?: string;
  isQuiet?: boolean;
  /** Not in the bar on phones: `TopLinks` has it. */
  isOnRailOnly?: boolean;
}

function Item({ to, icon: Icon, label, badge, badgeLabel, isQuiet = false, isOnRailOnly = false }: ItemProps) {
  return (
    <li className={isOnRailOnly ? 'nav-rail-only' : undefined}>
      <Link className="nav-link" to={to} {...useCurrent(to)}>
        <Icon size={22} aria-hidden />
        {label}
        {badge && (
          <>
            <span className={isQuiet ? 'badge badge-quiet' : 'badge'} aria-hidden="true">
              {badge}
            </span>
            <span className="hidden-text"> {badgeLabel}</span>
          </>
        )}
      </Link>
    </li>
  );
}

/** Marks a link to the screen that is open. */
function useCurrent(to: string): { 'aria-current'?: 'page' } {
  const { pathname } = useLocation();
  return pathname === to || pathname.startsWith(`${to}/`) ? { 'aria-current': 'page' } : {};
}
