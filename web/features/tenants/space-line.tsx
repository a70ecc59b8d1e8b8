/** Which organisation one is in, on every screen; in the open space which one could join, where there is one. */

import { useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { Link } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import './tenants.css';

export function SpaceLine() {
  const { words, language } = useLanguage();
  const { tenant } = useMyself();
  if (tenant.name === null) return <Offer />;
  return (
    <div className="space-line">
      <Link to="/me/spaces" className="space-line-link" aria-label={words.tenants.here(tenant.name)}>
        <Building2 size={16} aria-hidden />
        <span className="one-line">{tenant.name}</span>
      </Link>
      {tenant.deleteAt && <span>{words.tenants.deletes(shortDate(tenant.deleteAt, language))}</span>}
    </div>
  );
}

const OFFERS_FRESH_MS = 10 * 60_000;

/** What one's verified address lets one join. Without an answer there is nothing to say. */
function Offer() {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const { account } = useMyself();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'offers'],
    queryFn: () => meshi.tenants.offers(),
    enabled: account.isEmailVerified,
    staleTime: OFFERS_FRESH_MS,
  });
  const [first] = data?.items ?? [];
  if (!first?.name) return null;
  return (
    <div className="space-line">
      <Link to="/me/spaces" className="space-line-link">
        <Building2 size={16} aria-hidden />
        <span className="one-line">{tenants.offer(first.name)}</span>
      </Link>
    </div>
  );
}
