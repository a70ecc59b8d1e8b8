/** The bell: how much happened that one has not seen. */
import { Bell as BellIcon } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { useWords } from '../../i18n/language.tsx';
import { useUnreadNotifications } from './notification-queries.ts';

export function Bell() {
  const words = useWords();
  const { pathname } = useLocation();
  const count = useUnreadNotifications();
  const unread = count > 99 ? '99+' : String(count);
  return (
    <Link
      className="nav-link bell"
      to="/notifications"
      {...(pathname === '/notifications' && { 'aria-current': 'page' as const })}
    >
      <BellIcon size={22} aria-hidden />
      <span className="bell-label">{words.notifications.title}</span>
      {count > 0 && (
        <>
          <span className="badge" aria-hidden="true">
            {unread}
          </span>
          <span className="hidden-text"> {words.notifications.unread(unread)}</span>
        </>
      )}
    </Link>
  );
}
