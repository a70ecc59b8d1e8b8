/** Signing in. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { AccountPage } from './account-page.tsx';
import { checkFields } from './field-checks.ts';
import { FormEnd } from './form-end.tsx';

export function SignIn() {
  const words = useWords();
  const meshi = useMeshi();
  const { state } = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useForm(['email', 'password']);
  const { data: meta } = useQuery({ queryKey: keys.meta, queryFn: () => meshi.meta.get() });

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(() => meshi.signIn({ email, password }), checkFields({ email, password }, words));
  };

  return (
    <AccountPage title={words.account.signInTitle}>
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
        <PasswordField
          label={words.account.password}
          problem={form.problems.password}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormEnd form={form} action={words.account.signIn} />
      </form>
      <div className="account-links">
        <span>
          {words.account.noAccount}{' '}
          <Link to="/sign-up" state={state}>
            {words.account.toSignUp}
          </Link>
        </span>
        {meta?.hasPasswordReset && <Link to="/forgot-password">{words.account.forgot}</Link>}
      </div>
    </AccountPage>
  );
}
