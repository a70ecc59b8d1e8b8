/** Where the mailed link leads: a new password, with the token of the address. */
import { wireLimits } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { AccountPage } from './account-page.tsx';
import { checkFields } from './field-checks.ts';
import { FormEnd } from './form-end.tsx';

export function ResetPassword() {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const navigate = useNavigate();
  // Behind the #, where it reaches no server's log.
  const token = new URLSearchParams(useLocation().hash.slice(1)).get('token') ?? '';
  const [newPassword, setNewPassword] = useState('');
  const form = useForm(['newPassword']);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        await meshi.passwordResets.confirm({ token, newPassword });
        tell.done(words.account.resetDone);
        navigate('/sign-in', { replace: true });
      },
      checkFields({ newPassword }, words),
    );
  };

  return (
    <AccountPage title={words.account.resetTitle} lead={words.account.resetLead}>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <PasswordField
          label={words.account.newPassword}
          hint={words.account.passwordHint(wireLimits.passwordMinChars)}
          problem={form.problems.newPassword}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
          value={newPassword}
          onChange={(event) => setNewPassword(event.target.value)}
        />
        <FormEnd form={form} action={words.account.reset} />
      </form>
      <div className="account-links">
        <Link to="/forgot-password">{words.account.forgot}</Link>
      </div>
    </AccountPage>
  );
}
