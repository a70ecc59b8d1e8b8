/** Links my account to the identity provider of the organisation, whatever my address there is. */
import type { TenantDetails } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useCompanySignOn } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { tenantWords } from './words.ts';

export function CompanyLinkPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const company = useCompanySignOn();
  const slug = tenant.slug ?? '';
  const offers = useQuery({ queryKey: [...keys.companyOffers, slug], queryFn: () => meshi.signOn.find({ slug }) });
  const session = useQuery({ queryKey: keys.signOnSession, queryFn: () => meshi.signOn.session() });
  if (!offers.data?.items.length || session.data?.by !== 'own') return null;
  return (
    <section className="tenant-part">
      <h2>{words.companyLink}</h2>
      <p className="quiet">{words.companyLinkHint}</p>
      <p className="button-row">
        <Button isBusy={company.isBusy} onClick={() => void company.link()}>
          {words.companyLinkAction}
        </Button>
      </p>
    </section>
  );
}
