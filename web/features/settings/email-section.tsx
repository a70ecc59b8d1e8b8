/** Changes the email address: the new address and the password first, then the code from the email. */
import { useState } from 'react';
import { CodeField } from '../../app/code-field.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useMeta } from '../../app/use-meta.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { NeedsPassword } from './first-password.tsx';
import { settingsWords } from './words.ts';

export function EmailSection() {
  const words = useWords(settingsWords);
  const { account } = useMyself();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const hasMail = useMeta()?.hasPasswordReset;
  const canChange = sentTo === null && (hasMail === true || (hasMail === false && !account.isEmailVerified));
  return (
    <>
      <SectionHead title={words.changeEmail} />
      <div className="stack">
        <p>{words.emailNow(account.email)}</p>
        {hasMail === undefined && <Skeleton />}
        {hasMail === false && account.isEmailVerified && <p className="quiet">{words.emailNoMailVerified}</p>}
        {sentTo !== null && <CodeForm email={sentTo} onDone={() => setSentTo(null)} />}
        {canChange && account.hasPassword && <AddressForm hasMail={hasMail} onSent={setSentTo} />}
        {canChange && !account.hasPassword && <NeedsPassword />}
      </div>
    </>
  );
}

function AddressForm({ hasMail, onSent }: { hasMail: boolean; onSent: (email: string) => void }) {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const { account } = useMyself();
  const form = useForm({ email: '', password: '' });
  const submit = () =>
    void form.submit(
      async () => {
        const changed = await meshi.accounts.changeEmail(form.fields);
        if (changed.account.email === account.email) return onSent(form.fields.email.trim());
        form.reset({ email: '', password: '' });
        toast.done(words.emailChanged);
      },
      checkFields(form.fields, shared),
    );
  return (
    <Form form={form} onSubmit={submit} action={hasMail ? shared.emailCode.sendCode : words.changeEmail}>
      <p className="quiet">{hasMail ? words.emailHint : words.emailNoMail}</p>
      <TextField {...form.text('email')} label={words.newEmail} type="email" autoComplete="email" maxLength={254} />
      <PasswordField {...form.text('password')} label={words.currentPassword} autoComplete="current-password" />
    </Form>
  );
}

function CodeForm({ email, onDone }: { email: string; onDone: () => void }) {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const form = useForm({ code: '' });
  const submit = () =>
    void form.submit(async () => {
      await meshi.accounts.confirmEmail(form.fields);
      toast.done(words.emailChanged);
      onDone();
    });
  return (
    <>
      <Form form={form} onSubmit={submit} action={words.changeEmail}>
        <p className="quiet">{words.emailCodeSent(email)}</p>
        <CodeField {...form.text('code')} />
      </Form>
      <Button onClick={onDone}>{words.emailOther}</Button>
    </>
  );
}
