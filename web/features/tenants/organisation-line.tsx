/** A line above every screen: that the current organisation will be deleted, or an organisation that the reader can join. */
import { useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { Link } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { tenantWords } from './words.ts';
import './tenants.css';

const OFFERS_FRESH_MS = 10 * 60_000;

export function OrganisationLine() {
  const { tenant } = useMyself();
  if (tenant.name === null) return <Offer />;
  return tenant.deleteAt && <Ending at={tenant.deleteAt} />;
}

function Ending({ at }: { at: string }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  return <p className="organisation-line">{words.deletes(shortDate(at, language))}</p>;
}

/** An organisation that the reader can join with their verified address. */
function Offer() {
  const meshi = useMeshi();
  const { account } = useMyself();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'offers'],
    queryFn: () => meshi.tenants.offers(),
    enabled: account.isEmailVerified,
    staleTime: OFFERS_FRESH_MS,
  });
  const [first] = data?.items ?? [];
  return first?.name ? <OfferLink name={first.name} /> : null;
}

function OfferLink({ name }: { name: string }) {
  const words = useWords(tenantWords);
  return (
    <div className="organisation-line">
      <Link to="/settings/organisations" className="organisation-line-link">
        <Building2 size={16} aria-hidden />
        <span className="one-line">{words.offer(name)}</span>
      </Link>
    </div>
  );
}
