/** On the page for signing in: the organisations whose identity provider can sign this address in. */
import { useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { useCompanySignOn } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { accountWords } from './words.ts';

interface CompanyOffersProps {
  /** A complete address, or an empty text. */
  email: string;
  /** The ID of an organisation in the address of the page; null if there is none. */
  slug: string | null;
  /** Where to go after the sign-in. */
  from: string;
}

export function CompanyOffers({ email, slug, from }: CompanyOffersProps) {
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const company = useCompanySignOn();
  const domain = email.split('@')[1] ?? '';
  const { data } = useQuery({
    // By the domain, on which the answer depends: typing another name asks nothing again.
    queryKey: [...keys.companyOffers, domain, slug],
    queryFn: () => meshi.signOn.find({ ...(domain && { email }), ...(slug && { slug }) }),
    enabled: domain !== '' || slug !== null,
    retry: false,
  });
  return (
    <div className="stack" role="status">
      {data?.items.map(({ tenant }) => (
        <Button key={tenant.id} isWide isBusy={company.isBusy} onClick={() => void company.signIn(tenant.id, from)}>
          <Building2 size={18} aria-hidden />
          {words.companySignIn(tenant.name ?? '')}
        </Button>
      ))}
    </div>
  );
}
