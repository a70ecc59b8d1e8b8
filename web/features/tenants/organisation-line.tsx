/** A line on every screen: the current organisation, or an organisation that the reader can join. */
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
  return tenant.name === null ? <Offer /> : <Current name={tenant.name} deleteAt={tenant.deleteAt} />;
}

function Current({ name, deleteAt }: { name: string; deleteAt: string | null }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  return (
    <div className="organisation-line">
      <Link to="/me/organisations" className="organisation-line-link" aria-label={words.here(name)}>
        <Building2 size={16} aria-hidden />
        <span className="one-line">{name}</span>
      </Link>
      {deleteAt && <span>{words.deletes(shortDate(deleteAt, language))}</span>}
    </div>
  );
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
      <Link to="/me/organisations" className="organisation-line-link">
        <Building2 size={16} aria-hidden />
        <span className="one-line">{words.offer(name)}</span>
      </Link>
    </div>
  );
}
