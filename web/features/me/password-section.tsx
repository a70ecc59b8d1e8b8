/** Changing the password; every other session ends with it. */
import { wireLimits } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { checkFields } from '../account/field-checks.ts';
import { FormEnd } from '../account/form-end.tsx';
import { SectionHead } from './section-head.tsx';

export function PasswordSection() {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const form = useForm(['password', 'newPassword']);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        await meshi.accounts.changePassword({ password, newPassword });
        setPassword('');
        setNewPassword('');
        tell.done(words.me.passwordChanged);
      },
      checkFields({ password, newPassword }, words),
    );
  };

  return (
    <>
      <SectionHead title={words.me.changePassword} />
      <form className="stack" onSubmit={onSubmit} noValidate>
        <PasswordField
          label={words.account.currentPassword}
          problem={form.problems.password}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <PasswordField
          label={words.account.newPassword}
          hint={words.account.passwordHint(wireLimits.passwordMinChars)}
          problem={form.problems.newPassword}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
          value={newPassword}
          onChange={(event) => setNewPassword(event.target.value)}
        />
        <FormEnd form={form} action={words.me.changePassword} />
      </form>
    </>
  );
}
