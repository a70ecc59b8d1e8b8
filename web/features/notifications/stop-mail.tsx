/**
 * The page that the link at the end of an email opens. One press stops all emails. A press is needed because mail scanners
 * open every link.
 */
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { notificationWords } from './words.ts';

export function StopMail() {
  const { appName } = useWords();
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  // The token is in the fragment, which browsers do not send, so that no server logs it.
  const token = new URLSearchParams(useLocation().hash.slice(1)).get('token') ?? '';
  const [isStopped, setStopped] = useState(false);
  const form = useForm({});
  const submit = () =>
    void form.submit(async () => {
      await meshi.notifications.stopMail({ token });
      setStopped(true);
    });
  return (
    <AccountPage title={words.stopTitle} lead={words.stopLead}>
      {isStopped ? <p role="status">{words.stopped}</p> : <Form form={form} onSubmit={submit} action={words.stop} />}
      <div className="account-links">
        <Link to="/">{appName}</Link>
      </div>
    </AccountPage>
  );
}
