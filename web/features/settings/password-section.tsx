/** Changes the password, which ends every other session and the calendar link. */
import { wireLimits } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { FirstPasswordSection } from './first-password.tsx';
import { settingsWords } from './words.ts';

export function PasswordSection() {
  const { account } = useMyself();
  return account.hasPassword ? <ChangePassword /> : <FirstPasswordSection />;
}

function ChangePassword() {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const queries = useQueryClient();
  const form = useForm({ password: '', newPassword: '' });
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.accounts.changePassword(form.fields);
        form.reset({ password: '', newPassword: '' });
        toast.done(words.passwordChanged);
        void queries.invalidateQueries({ queryKey: keys.calendar });
        void queries.invalidateQueries({ queryKey: keys.sessions });
      },
      checkFields(form.fields, shared),
    );
  return (
    <>
      <SectionHead title={words.changePassword} />
      <Form form={form} onSubmit={submit} action={words.changePassword}>
        <p className="quiet">{words.changePasswordText}</p>
        <PasswordField {...form.text('password')} label={words.currentPassword} autoComplete="current-password" />
        <PasswordField
          {...form.text('newPassword')}
          label={shared.account.newPassword}
          hint={shared.account.passwordHint(wireLimits.passwordMinChars)}
          autoComplete="new-password"
          maxLength={wireLimits.passwordMaxChars}
        />
      </Form>
    </>
  );
}
