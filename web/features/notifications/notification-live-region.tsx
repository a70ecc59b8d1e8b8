/** Announces a new notification to screen readers. Others see it on the bell. */
import type { Notification } from '@meshi/client';
import { useEffect, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords, useLanguage, useWords } from '../../i18n/language.ts';
import { textOf } from './notification-text.ts';
import { notificationWords } from './words.ts';

export function NotificationLiveRegion() {
  const meshi = useMeshi();
  const shared = useWords();
  const { language } = useLanguage();
  const [text, setText] = useState('');
  useEffect(
    () =>
      meshi.on('notification:created', async (notification) => {
        const words = await loadWords(notificationWords);
        const { title, body } = textOf(notification as Notification, { shared, language, unknown: words.title });
        setText(words.announced(body ? `${title}: ${body}` : title));
      }),
    [meshi, shared, language],
  );
  return (
    <p className="hidden-text" role="status">
      {text}
    </p>
  );
}
