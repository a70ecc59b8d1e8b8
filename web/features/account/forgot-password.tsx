/** Asks for a mail with a link to choose a new password. The answer never tells whether the address is known. */
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { AccountPage } from './account-page.tsx';
import { checkFields } from './field-checks.ts';
import { FormEnd } from './form-end.tsx';

export function ForgotPassword() {
  const words = useWords();
  const meshi = useMeshi();
  const [email, setEmail] = useState('');
  const [isSent, setSent] = useState(false);
  const form = useForm(['email']);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        await meshi.passwordResets.request({ email });
        setSent(true);
      },
      checkFields({ email }, words),
    );
  };

  if (isSent) {
    return (
      <AccountPage title={words.account.linkSent} lead={words.account.linkSentHint}>
        <div className="account-links">
          <Link to="/sign-in">{words.account.toSignIn}</Link>
        </div>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={words.account.forgotTitle} lead={words.account.forgotLead}>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <TextField
          label={words.account.email}
          problem={form.problems.email}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <FormEnd form={form} action={words.account.sendLink} />
      </form>
      <div className="account-links">
        <Link to="/sign-in">{words.account.toSignIn}</Link>
      </div>
    </AccountPage>
  );
}
