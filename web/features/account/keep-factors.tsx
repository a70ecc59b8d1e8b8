/** The page that the letter about the removal of second factors opens: keeps them. */
import { useState } from 'react';
import { Link } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLinkToken } from '../../app/use-link-token.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { accountWords } from './words.ts';

export function KeepFactors() {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const token = useLinkToken();
  const form = useForm({});
  const [isDone, setDone] = useState(false);
  // A button, because mail programs open links by themselves.
  const submit = () =>
    void form.submit(async () => {
      await meshi.secondFactors.keepByLink({ token });
      setDone(true);
    });
  return (
    <AccountPage title={words.keepTitle} lead={isDone ? words.keepDone : words.keepLead}>
      {!isDone && <Form form={form} onSubmit={submit} action={words.keep} />}
      <div className="account-links">
        <Link to={isDone ? '/forgot-password' : '/sign-in'}>{isDone ? words.resetTitle : shared.account.signIn}</Link>
      </div>
    </AccountPage>
  );
}
