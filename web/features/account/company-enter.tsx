/** A person with a password wants to enter an organisation that asks for its own identity provider. */
import { useMe } from '@meshi/client/react';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useParams } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { useCompanySignOn } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { tenantListQuery } from '../../app/tenant-list.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { accountWords } from './words.ts';

export function CompanyEnter() {
  const words = useWords(accountWords);
  const shared = useWords();
  const meshi = useMeshi();
  const me = useMe(meshi);
  const navigate = useNavigate();
  const company = useCompanySignOn();
  const emergency = useAction();
  const { tenantId = '' } = useParams();
  const { data } = useQuery({ ...tenantListQuery(meshi), enabled: me !== null });
  if (!me) return <Navigate to="/sign-in" replace />;
  const tenant = data?.items.find((one) => one.tenant.id === tenantId)?.tenant;
  const enter = async () => {
    if (await emergency.run(() => meshi.breakGlass(tenantId))) void navigate('/topics');
  };
  return (
    <AccountPage title={words.enterTitle(tenant?.name ?? '')} lead={words.enterLead}>
      <div className="stack">
        <Button kind="main" isWide isBusy={company.isBusy} onClick={() => void company.signIn(tenantId, '/topics')}>
          {words.companySignIn(tenant?.name ?? '')}
        </Button>
        <ButtonLink isWide to="/topics">
          {shared.common.back}
        </ButtonLink>
      </div>
      {tenant?.role === 'owner' && (
        <section className="stack account-links">
          <p className="quiet">{words.emergencyHint}</p>
          <div className="text-start">
            <Button isBusy={emergency.isBusy} onClick={() => void enter()}>
              {words.emergency}
            </Button>
          </div>
        </section>
      )}
    </AccountPage>
  );
}
