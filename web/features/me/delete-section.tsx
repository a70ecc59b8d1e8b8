/** Deleting the account, confirmed by the password. */
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { checkFields } from '../account/field-checks.ts';
import { SectionHead } from './section-head.tsx';

export function DeleteSection() {
  const words = useWords();
  const meshi = useMeshi();
  const [password, setPassword] = useState('');
  const form = useForm(['password']);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(() => meshi.accounts.delete({ password }), checkFields({ password }, words));
  };

  return (
    <>
      <SectionHead title={words.me.deleteTitle} />
      <form className="stack" onSubmit={onSubmit} noValidate>
        <p>{words.me.deleteText}</p>
        <PasswordField
          label={words.account.password}
          hint={words.me.deleteConfirm}
          problem={form.problems.password}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {form.problem && (
          <p className="field-problem" role="alert">
            {form.problem}
          </p>
        )}
        <div>
          <Button kind="danger" type="submit" isBusy={form.isBusy}>
            {words.me.deleteButton}
          </Button>
        </div>
      </form>
    </>
  );
}
