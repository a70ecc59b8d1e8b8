import { wireLimits } from '@meshi/client';
import { Link, useLocation } from 'react-router';
import { AccountPage, placeIn } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { Agreement } from '../../app/legal-links.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { ProviderButtons } from '../../app/provider-buttons.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { withReaderTimeZone } from '../../i18n/local-time.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { ProfileFields, profileOf } from './profile-fields.tsx';
import { accountWords } from './words.ts';

export function SignUp() {
  const shared = useWords();
  const words = useWords(accountWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { state } = useLocation();
  const form = useForm({ displayName: '', handle: '', email: '', password: '' });
  const { fields } = form;

  const submit = () => {
    // Check the length as for a new password. At sign-in, only an empty password is a problem.
    const { email, password } = fields;
    const profile = profileOf(fields);
    const { newPassword, ...problems } = checkFields({ ...profile, email, password, newPassword: password }, shared);
    void form.submit(
      () => withReaderTimeZone((timeZone) => meshi.signUp({ ...profile, email, password, language, timeZone })),
      newPassword ? { ...problems, password: newPassword } : problems,
    );
  };

  return (
    <AccountPage title={words.signUpTitle} lead={words.signUpLead}>
      <ProviderButtons from={placeIn(state)} areFirst />
      <Form form={form} onSubmit={submit} action={words.signUpAction}>
        <ProfileFields form={form} />
        <TextField
          {...form.text('email')}
          label={shared.account.email}
          type="email"
          // Password managers store this field as the name of the account: one signs in with the address.
          autoComplete="username"
          maxLength={254}
        />
        <PasswordField
          {...form.text('password')}
          label={shared.account.password}
          hint={shared.account.passwordHint(wireLimits.passwordMinChars)}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
        />
        <Agreement />
      </Form>
      <div className="account-links">
        <span>
          {words.haveAccount}{' '}
          <Link to="/sign-in" state={state}>
            {shared.account.signIn}
          </Link>
        </span>
      </div>
    </AccountPage>
  );
}
