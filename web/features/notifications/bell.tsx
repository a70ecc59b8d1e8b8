/** The bell: how many notifications are unread. */
import { Bell as BellIcon } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { useUnreadNotifications } from './notification-queries.ts';

export function Bell() {
  const { nav, navBadge } = useWords();
  const { pathname } = useLocation();
  const count = useUnreadNotifications();
  const unread = badgeCount(count);
  return (
    <Link
      className="nav-link bell"
      to="/notifications"
      {...(pathname === '/notifications' && { 'aria-current': 'page' as const })}
    >
      <BellIcon size={22} aria-hidden />
      <span className="bell-label">{nav.notifications}</span>
      {count > 0 && (
        <>
          <span className="badge" aria-hidden="true">
            {unread}
          </span>
          <span className="hidden-text"> {navBadge.unread(unread)}</span>
        </>
      )}
    </Link>
  );
}
