/**
 * The page that the link at the end of an email opens. One press stops all emails. A press is needed because mail scanners
 * open every link.
 */
import { useState } from 'react';
import { Link } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLinkToken } from '../../app/use-link-token.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { notificationWords } from './words.ts';

export function StopMail() {
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  const token = useLinkToken();
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
        <Link to="/">{words.openApp}</Link>
      </div>
    </AccountPage>
  );
}
