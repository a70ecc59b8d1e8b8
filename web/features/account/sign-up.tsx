/** Signing up: a name, a handle, an address and a password. */
import { wireLimits } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { AccountPage } from './account-page.tsx';
import { checkFields } from './field-checks.ts';
import { FormEnd } from './form-end.tsx';

export function SignUp() {
  const { words, language } = useLanguage();
  const meshi = useMeshi();
  const { state } = useLocation();
  const [fields, setFields] = useState({ displayName: '', handle: '', email: '', password: '' });
  const form = useForm(Object.keys(fields));
  const set = (changed: Partial<typeof fields>) => setFields((current) => ({ ...current, ...changed }));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { newPassword, ...problems } = checkFields({ ...fields, newPassword: fields.password }, words);
    void form.submit(
      () => meshi.signUp({ ...fields, language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
      newPassword ? { ...problems, password: newPassword } : problems,
    );
  };

  return (
    <AccountPage title={words.account.signUpTitle} lead={words.account.signUpLead}>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <TextField
          label={words.account.displayName}
          hint={words.account.displayNameHint}
          problem={form.problems.displayName}
          autoComplete="name"
          maxLength={wireLimits.displayNameChars}
          value={fields.displayName}
          onChange={(event) => set({ displayName: event.target.value })}
        />
        <TextField
          label={words.account.handle}
          hint={words.account.handleHint}
          problem={form.problems.handle}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={24}
          value={fields.handle}
          onChange={(event) => set({ handle: event.target.value })}
        />
        <TextField
          label={words.account.email}
          problem={form.problems.email}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={fields.email}
          onChange={(event) => set({ email: event.target.value })}
        />
        <PasswordField
          label={words.account.password}
          hint={words.account.passwordHint(wireLimits.passwordMinChars)}
          problem={form.problems.password}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
          value={fields.password}
          onChange={(event) => set({ password: event.target.value })}
        />
        <FormEnd form={form} action={words.account.signUp} />
      </form>
      <div className="account-links">
        <span>
          {words.account.haveAccount}{' '}
          <Link to="/sign-in" state={state}>
            {words.account.toSignIn}
          </Link>
        </span>
      </div>
    </AccountPage>
  );
}
