/** Deletes the account, confirmed with the password. */
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { NeedsPassword } from './first-password.tsx';
import { settingsWords } from './words.ts';

export function DeleteSection() {
  const words = useWords(settingsWords);
  const { account } = useMyself();
  if (account.hasPassword) return <DeleteForm />;
  return (
    <>
      <SectionHead title={words.deleteTitle} />
      <NeedsPassword />
    </>
  );
}

function DeleteForm() {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const form = useForm({ password: '' }, { isDiscardable: true });
  const submit = () => void form.submit(() => meshi.accounts.delete(form.fields), checkFields(form.fields, shared));
  return (
    <>
      <SectionHead title={words.deleteTitle} />
      <Form form={form} onSubmit={submit} action={words.deleteButton} isDanger>
        <p>{words.deleteText}</p>
        <p>{words.deleteStays}</p>
        <p className="quiet small">{words.deleteKept}</p>
        <PasswordField
          {...form.text('password')}
          label={shared.account.password}
          hint={words.deleteConfirm}
          autoComplete="current-password"
        />
      </Form>
    </>
  );
}
