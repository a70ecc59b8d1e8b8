/** Verifies the email address of the account with a code from an email. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Form } from '../ui/form.tsx';
import { useToast } from '../ui/toasts.tsx';
import { CodeField } from './code-field.tsx';
import { useMeshi, useMyself } from './meshi-context.tsx';
import { keys } from './query-keys.ts';
import { useForm } from './use-form.ts';
import './verify-email.css';

/** `hint` says what verifying it is good for. */
export function VerifyEmail({ hint }: { hint: string }) {
  const { emailCode: words } = useWords();
  const meshi = useMeshi();
  const { account } = useMyself();
  const toast = useToast();
  const queries = useQueryClient();
  const [isSent, setSent] = useState(false);
  const form = useForm({ code: '' });
  const submit = () =>
    void form.submit(async () => {
      if (!isSent) {
        await meshi.accounts.requestEmailCode();
        return setSent(true);
      }
      await meshi.accounts.verifyEmail(form.fields);
      toast.done(words.verified);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  return (
    <section className="verify-email">
      <h2>{words.verify}</h2>
      <Form form={form} onSubmit={submit} action={isSent ? words.confirm : words.sendCode}>
        <p className="quiet">{isSent ? words.codeSent(account.email) : hint}</p>
        {isSent && <CodeField {...form.text('code')} />}
      </Form>
    </section>
  );
}
