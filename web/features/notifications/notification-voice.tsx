/** Tells screen readers about a new notification, which others see on the bell. */
import type { Notification } from '@meshi/client';
import { useEffect, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords, useLanguage, useWords } from '../../i18n/language.ts';
import { notificationText } from './notification-text.ts';
import { notificationWords } from './words.ts';

export function NotificationVoice() {
  const meshi = useMeshi();
  const shared = useWords();
  const { language } = useLanguage();
  const [text, setText] = useState('');
  useEffect(
    () =>
      meshi.on('notification:created', async (notification) => {
        const words = await loadWords(notificationWords);
        setText(words.news(notificationText(notification as Notification, { shared, words, language })));
      }),
    [meshi, shared, language],
  );
  return (
    <p className="hidden-text" role="status">
      {text}
    </p>
  );
}
