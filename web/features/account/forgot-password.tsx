/** Requests an email with a link for a new password. The answer never reveals whether the address is registered. */
import { useState } from 'react';
import { Link } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { accountWords } from './words.ts';

export function ForgotPassword() {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const [isSent, setSent] = useState(false);
  const form = useForm({ email: '' }, { isDiscardable: true });
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.passwordResets.request(form.fields);
        setSent(true);
      },
      checkFields(form.fields, shared),
    );

  const toSignIn = (
    <div className="account-links">
      <Link to="/sign-in">{shared.account.signIn}</Link>
    </div>
  );
  if (isSent) {
    return (
      <AccountPage title={words.linkSent} lead={words.linkSentHint}>
        {toSignIn}
      </AccountPage>
    );
  }
  return (
    <AccountPage title={words.forgotTitle} lead={words.forgotLead}>
      <Form form={form} onSubmit={submit} action={words.sendLink}>
        <TextField
          {...form.text('email')}
          label={shared.account.email}
          type="email"
          autoComplete="email"
          maxLength={254}
        />
      </Form>
      {toSignIn}
    </AccountPage>
  );
}
