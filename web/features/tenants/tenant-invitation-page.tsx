/** The page that an invitation link opens: the organisation, and the form to join. */
import { useMe } from '@meshi/client/react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { AccountPage, SignInOrUp } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useLinkToken } from '../../app/use-link-token.ts';
import { VerifyEmail } from '../../app/verify-email.tsx';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';

export function TenantInvitationPage() {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const me = useMe(meshi);
  const { pathname, hash } = useLocation();
  const token = useLinkToken();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'preview', token],
    queryFn: () => meshi.tenantInvitations.preview({ token: token || '-' }),
  });
  const mustVerify = data?.isMailed && !me?.account.isEmailVerified;
  return (
    <AccountPage title={data?.tenant.name ? words.invitationTo(data.tenant.name) : words.invitationTitle}>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data?.tenant.slug && <p className="quiet">{words.id(data.tenant.slug)}</p>}
      {data && me && mustVerify && <VerifyEmail hint={words.invitationVerify(me.account.email)} />}
      {data && me && !mustVerify && <AcceptForm key={me.profile.id} token={token} />}
      {data && !me && (
        <>
          <p>{data.isMailed ? words.invitationSignInMailed : words.invitationSignIn}</p>
          {/* Signing in leads back here, with the token. */}
          <SignInOrUp from={pathname + hash} />
        </>
      )}
    </AccountPage>
  );
}

function AcceptForm({ token }: { token: string }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  const form = useForm(entry.start);
  const submit = () =>
    void form.submit(async () => {
      const { tenant } = await meshi.tenantInvitations.accept({ token, ...entry.profileOf(form.fields) });
      await switchTo(tenant);
    }, entry.check(form.fields));
  return (
    <Form form={form} onSubmit={submit} action={words.enter}>
      <p className="quiet">{words.apart}</p>
      <EntryFields form={form} />
    </Form>
  );
}
