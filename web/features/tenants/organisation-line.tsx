/** A line on every screen: the current organisation, or an organisation that the reader can join. */
import { useQuery } from '@tanstack/react-query';
import { Building2, MessageCircle } from 'lucide-react';
import { Link } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { badgeCount } from '../../i18n/counted.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { useTenantName } from './tenant-name.ts';
import { useUnreadElsewhere, type Waiting } from './unread-elsewhere.ts';
import { tenantWords } from './words.ts';
import './tenants.css';

const OFFERS_FRESH_MS = 10 * 60_000;

export function OrganisationLine() {
  const { tenant } = useMyself();
  const waiting = useUnreadElsewhere();
  if (tenant.name !== null) return <Current name={tenant.name} deleteAt={tenant.deleteAt} waiting={waiting} />;
  return waiting.length > 0 ? <OnlyWaiting waiting={waiting} /> : <Offer />;
}

interface WaitingProps {
  waiting: readonly Waiting[];
}

function Current({ name, deleteAt, waiting }: WaitingProps & { name: string; deleteAt: string | null }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  return (
    <div className="organisation-line">
      <Link to="/me/organisations" className="organisation-line-link" aria-label={words.here(name)}>
        <Building2 size={16} aria-hidden />
        <span className="one-line">{name}</span>
      </Link>
      {waiting.length > 0 && <WaitingLink waiting={waiting} />}
      {deleteAt && <span>{words.deletes(shortDate(deleteAt, language))}</span>}
    </div>
  );
}

function OnlyWaiting({ waiting }: WaitingProps) {
  return (
    <div className="organisation-line">
      <WaitingLink waiting={waiting} />
    </div>
  );
}

function WaitingLink({ waiting }: WaitingProps) {
  const words = useWords(tenantWords);
  const nameOf = useTenantName();
  const [first] = waiting;
  const count = badgeCount(waiting.reduce((sum, one) => sum + one.count, 0));
  return (
    <Link to="/me/organisations" className="organisation-line-link">
      <MessageCircle size={16} aria-hidden />
      <span className="one-line">
        {first && waiting.length === 1 ? words.unreadIn(nameOf(first), count) : words.unreadElsewhere(count)}
      </span>
    </Link>
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
