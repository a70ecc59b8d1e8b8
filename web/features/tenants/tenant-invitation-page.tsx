/** Where the link of an invitation leads: what it is to, and the way in. */
import { useMe } from '@meshi/client/react';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useLocation } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { AccountPage } from '../account/account-page.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { useSwitch } from './use-switch.ts';

export function TenantInvitationPage() {
  const words = useWords();
  const { tenants } = words;
  const meshi = useMeshi();
  const me = useMe(meshi);
  const { pathname, hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'preview', token],
    queryFn: () => meshi.tenantInvitations.preview({ token: token || '-' }),
  });
  // After signing in one comes back here, with the token.
  const state = { from: pathname + hash };
  return (
    <AccountPage title={data?.tenant.name ? tenants.invitationTo(data.tenant.name) : tenants.invitationTitle}>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data && me && <AcceptForm key={me.profile.id} token={token} />}
      {data && !me && (
        <>
          <p>{tenants.invitationSignIn}</p>
          <div className="stack">
            <ButtonLink kind="main" isWide to="/sign-in" state={state}>
              {words.account.signIn}
            </ButtonLink>
            <ButtonLink isWide to="/sign-up" state={state}>
              {words.account.toSignUp}
            </ButtonLink>
          </div>
        </>
      )}
    </AccountPage>
  );
}

function AcceptForm({ token }: { token: string }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  const form = useForm(['displayName', 'handle']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      const { tenant } = await meshi.tenantInvitations.accept({ token, ...entry.value() });
      await switchTo(tenant);
    }, entry.problems());
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <p className="quiet">{tenants.apart}</p>
      <EntryFields entry={entry} form={form} />
      <FormEnd form={form} action={tenants.enter} />
    </form>
  );
}
