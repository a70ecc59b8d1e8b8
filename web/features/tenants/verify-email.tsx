/** Verifying the address of one's account by a mailed code. */
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { FormEnd } from '../account/form-end.tsx';

export function VerifyEmail() {
  const words = useWords();
  const { tenants } = words;
  const meshi = useMeshi();
  const { account } = useMyself();
  const tell = useTell();
  const queries = useQueryClient();
  const [isSent, setSent] = useState(false);
  const [code, setCode] = useState('');
  const form = useForm(['code']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      if (!isSent) {
        await meshi.accounts.requestEmailCode();
        setSent(true);
        return;
      }
      await meshi.accounts.verifyEmail({ code });
      tell.done(tenants.verified);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  };
  return (
    <section className="tenant-part">
      <h2>{tenants.verify}</h2>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <p className="quiet">{isSent ? tenants.codeSent(account.email) : tenants.verifyHint}</p>
        {isSent && (
          <TextField
            label={tenants.code}
            problem={form.problems.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
        <FormEnd form={form} action={isSent ? tenants.confirm : tenants.addDomain} />
      </form>
    </section>
  );
}
