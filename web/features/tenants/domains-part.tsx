/** The email domains whose people can join by themselves. An owner proves each domain with a code from an email. */
import type { TenantDetails } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeField } from '../../app/code-field.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { tenantWords } from './words.ts';

export function DomainsPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const canManage = tenant.permissions.includes('organisation:manage_domains');
  return (
    <section className="tenant-part">
      <h2>{words.domains}</h2>
      <p className="quiet">{words.domainsHint}</p>
      {tenant.domains.length === 0 && <p className="quiet">{words.noDomains}</p>}
      <ul className="rows">
        {tenant.domains.map((domain) => (
          <li className="rows-row" key={domain}>
            <span className="grow one-line">{domain}</span>
            {canManage && <RemoveDomain domain={domain} />}
          </li>
        ))}
      </ul>
      {canManage && <DomainForm />}
    </section>
  );
}

function RemoveDomain({ domain }: { domain: string }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  return (
    <Button
      isBusy={isBusy}
      aria-label={words.removeDomain(domain)}
      onClick={() => void run(() => meshi.tenantDomains.remove({ domain }), words.domainRemoved)}
    >
      {words.remove}
    </Button>
  );
}

function DomainForm() {
  const { account, emailCode } = useWords();
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({ email: '', code: '' });
  // The domain that a code was sent for.
  const [domain, setDomain] = useState<string | null>(null);
  const { email, code } = form.fields;
  const submit = () =>
    void form.submit(async () => {
      if (domain === null) return setDomain((await meshi.tenantDomains.request({ email })).domain);
      await meshi.tenantDomains.verify({ domain, code });
      toast.done(words.domainAdded(domain));
      setDomain(null);
      form.reset({ email: '', code: '' });
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  return (
    <Form form={form} onSubmit={submit} action={domain === null ? emailCode.sendCode : emailCode.confirm}>
      {domain === null ? (
        <TextField
          {...form.text('email')}
          label={words.domainEmail}
          placeholder={account.email}
          type="email"
          maxLength={254}
        />
      ) : (
        <CodeField {...form.text('code')} hint={emailCode.codeSent(email)} />
      )}
    </Form>
  );
}
