/** For an account that was made with another service: sets its first password. */
import { wireLimits } from '@meshi/client';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { settingsWords } from './words.ts';

export function FirstPasswordSection() {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const form = useForm({ newPassword: '' });
  const set = async () => {
    await meshi.accounts.setPassword(form.fields);
    form.reset({ newPassword: '' });
    toast.done(words.passwordSet);
  };
  return (
    <>
      <SectionHead title={words.setPassword} />
      <Form
        form={form}
        onSubmit={() => void form.submit(set, checkFields(form.fields, shared))}
        action={words.setPassword}
      >
        <p className="quiet">{words.setPasswordText}</p>
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

/** Instead of a form that asks for the password. */
export function NeedsPassword() {
  const words = useWords(settingsWords);
  return (
    <div className="stack">
      <p>{words.needsPassword}</p>
      <div>
        <ButtonLink kind="main" to="/settings/password">
          {words.setPassword}
        </ButtonLink>
      </div>
    </div>
  );
}
