/** The page that the link of the email opens: sets a new password, with the token from the address. */
import { wireLimits } from '@meshi/client';
import { Link, useNavigate } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLinkToken } from '../../app/use-link-token.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { accountWords } from './words.ts';

export function ResetPassword() {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const toast = useToast();
  const navigate = useNavigate();
  const token = useLinkToken();
  const form = useForm({ newPassword: '' });
  const { newPassword } = form.fields;
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.passwordResets.confirm({ token, newPassword });
        toast.done(words.resetDone);
        navigate('/sign-in', { replace: true });
      },
      checkFields({ newPassword }, shared),
    );

  return (
    <AccountPage title={words.resetTitle} lead={words.resetLead}>
      <Form form={form} onSubmit={submit} action={words.reset}>
        <PasswordField
          {...form.text('newPassword')}
          label={shared.account.newPassword}
          hint={shared.account.passwordHint(wireLimits.passwordMinChars)}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
        />
      </Form>
      <div className="account-links">
        <Link to="/forgot-password">{words.forgot}</Link>
      </div>
    </AccountPage>
  );
}
