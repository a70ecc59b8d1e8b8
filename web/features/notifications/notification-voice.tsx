/** Tells screen readers, politely, of what others see on the bell. */
import type { Notification } from '@meshi/client';
import { useEffect, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { notificationText } from './notification-text.ts';

export function NotificationVoice() {
  const meshi = useMeshi();
  const { words, language } = useLanguage();
  const [text, setText] = useState('');
  useEffect(
    () =>
      meshi.on('notification:created', (notification) =>
        setText(words.notifications.news(notificationText(notification as Notification, { words, language }))),
      ),
    [meshi, words, language],
  );
  return (
    <p className="hidden-text" role="status">
      {text}
    </p>
  );
}
