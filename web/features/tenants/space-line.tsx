/** Which organisation one is in, on every screen; nothing in the open space. */
import { Building2 } from 'lucide-react';
import { Link } from 'react-router';
import { useMyself } from '../../app/meshi-context.tsx';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import './tenants.css';

export function SpaceLine() {
  const { words, language } = useLanguage();
  const { tenant } = useMyself();
  if (tenant.name === null) return null;
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
