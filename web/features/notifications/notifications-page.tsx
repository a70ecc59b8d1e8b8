/** My notifications, newest first. Each links to the screen where the reader can act on it. */
import type { Notification } from '@meshi/client';
import { Bell } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { useMarkRead, useNotificationList } from './notification-queries.ts';
import { pathOf, textOf } from './notification-text.ts';
import { notificationWords } from './words.ts';
import './notifications-page.css';

export function NotificationsPage() {
  const words = useWords(notificationWords);
  const list = useNotificationList();
  const markRead = useMarkRead();
  const first = list.data?.[0];
  const hasUnread = list.data?.some(({ isRead }) => !isRead) ?? false;
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.title} />
        {first && hasUnread && <Button onClick={() => void markRead.upTo(first.id)}>{words.readAll}</Button>}
      </header>
      <Paged
        list={list}
        empty={
          <Empty title={words.empty} hint={words.emptyHint}>
            <ButtonLink to="/topics">{words.seeTopics}</ButtonLink>
          </Empty>
        }
      >
        {(notifications) => (
          <ul className="notifications">
            {notifications.map((notification) => (
              <Row key={notification.id} notification={notification} />
            ))}
          </ul>
        )}
      </Paged>
    </div>
  );
}

function Row({ notification }: { notification: Notification }) {
  const shared = useWords();
  const words = useWords(notificationWords);
  const { language } = useLanguage();
  const markRead = useMarkRead();
  const { id, person, isRead, createdAt } = notification;
  const text = textOf(notification, { shared, language, unknown: words.title });
  return (
    <li>
      <Link
        className={`notification${isRead ? '' : ' notification-unread'}`}
        to={pathOf(notification)}
        onClick={() => {
          if (!isRead) void markRead.one(id);
        }}
      >
        {person ? <Avatar person={person} /> : <Bell className="notification-bell" size={22} aria-hidden />}
        <span className="grow">
          <span className="notification-text">{text.title}</span>
          {text.body && <span className="notification-text quiet">{text.body}</span>}
          <span className="quiet notification-time">
            {!isRead && <span className="hidden-text">{words.isUnread} </span>}
            <Ago at={createdAt} />
          </span>
        </span>
      </Link>
    </li>
  );
}
