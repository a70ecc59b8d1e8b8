/** Changes the password, which ends every other session. */
import { wireLimits } from '@meshi/client';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { meWords } from './words.ts';

export function PasswordSection() {
  const shared = useWords();
  const words = useWords(meWords);
  const meshi = useMeshi();
  const toast = useToast();
  const form = useForm({ password: '', newPassword: '' });
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.accounts.changePassword(form.fields);
        form.set({ password: '', newPassword: '' });
        toast.done(words.passwordChanged);
      },
      checkFields(form.fields, shared),
    );
  return (
    <>
      <SectionHead title={words.changePassword} />
      <Form form={form} onSubmit={submit} action={words.changePassword}>
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
