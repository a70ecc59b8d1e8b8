/** What happened meanwhile, newest first; pressing one leads to where one can do something about it. */
import type { Notification } from '@meshi/client';
import { Bell } from 'lucide-react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { useMarkRead, useNotificationList } from './notification-queries.ts';
import { notificationPath, notificationText } from './notification-text.ts';
import './notifications-page.css';

export function NotificationsPage() {
  const { words } = useLanguage();
  const list = useNotificationList();
  const markRead = useMarkRead();
  const first = list.data?.[0];
  const hasUnread = list.data?.some(({ isRead }) => !isRead) ?? false;
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.notifications.title} />
        {first && hasUnread && (
          <Button onClick={() => void markRead.upTo(first.id)}>{words.notifications.readAll}</Button>
        )}
      </header>
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <Empty title={words.notifications.empty} hint={words.notifications.emptyHint}>
          <Link className="button" to="/topics">
            {words.notifications.seeTopics}
          </Link>
        </Empty>
      )}
      {list.data && list.data.length > 0 && (
        <ul className="notifications">
          {list.data.map((notification) => (
            <Row key={notification.id} notification={notification} onOpen={() => void markRead.one(notification.id)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </div>
  );
}

function Row({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { words, language } = useLanguage();
  const { person, isRead, createdAt } = notification;
  return (
    <li>
      <Link
        className={`notification${isRead ? '' : ' notification-unread'}`}
        to={notificationPath(notification)}
        onClick={() => {
          if (!isRead) onOpen();
        }}
      >
        {person ? <Avatar person={person} /> : <Bell className="notification-bell" size={22} aria-hidden />}
        <span className="grow">
          <span className="notification-text">{notificationText(notification, { words, language })}</span>
          <span className="quiet notification-time">
            {!isRead && <span className="hidden-text">{words.notifications.isUnread} </span>}
            <Ago at={createdAt} />
          </span>
        </span>
      </Link>
    </li>
  );
}
