/** The e-mail domains whose people may join by themselves; an owner proves each by a mailed code. */
import type { TenantDetails } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { useTenantAction } from './use-tenant-action.ts';

export function DomainsPart({ tenant }: { tenant: TenantDetails }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const act = useTenantAction();
  const isOwner = tenant.role === 'owner';
  return (
    <section className="tenant-part">
      <h2>{tenants.domains}</h2>
      <p className="quiet">{tenants.domainsHint}</p>
      {tenant.domains.length === 0 && <p className="quiet">{tenants.noDomains}</p>}
      <ul className="rows">
        {tenant.domains.map((domain) => (
          <li className="rows-row" key={domain}>
            <span className="grow one-line">{domain}</span>
            {isOwner && (
              <Button
                aria-label={tenants.removeDomain(domain)}
                onClick={() => void act(() => meshi.tenantDomains.remove({ domain }), tenants.saved)}
              >
                {tenants.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isOwner && <DomainForm />}
    </section>
  );
}

function DomainForm() {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const form = useForm(['email', 'code']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      if (asked === null) {
        setAsked((await meshi.tenantDomains.request({ email })).domain);
        return;
      }
      await meshi.tenantDomains.verify({ domain: asked, code });
      tell.done(tenants.domainAdded(asked));
      setAsked(null);
      setEmail('');
      setCode('');
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      {asked === null ? (
        <TextField
          label={tenants.domainEmail}
          problem={form.problems.email}
          type="email"
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      ) : (
        <TextField
          label={tenants.code}
          hint={tenants.codeSent(email)}
          problem={form.problems.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <FormEnd form={form} action={asked === null ? tenants.addDomain : tenants.confirm} />
    </form>
  );
}
