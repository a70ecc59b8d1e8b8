/** The organisations that my account belongs to, and forms to join or create others. */
import type { Tenant, TenantMembership } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { tenantListQuery } from '../../app/tenant-list.ts';
import { useMeta } from '../../app/use-meta.ts';
import { VerifyEmail } from '../../app/verify-email.tsx';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { CreateOrganisation } from './create-dialog.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { useTenantName } from './tenant-name.ts';
import { useUnreadElsewhere } from './unread-elsewhere.ts';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';
import './tenants.css';

export function SwitchSection() {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const list = useQuery(tenantListQuery(meshi));
  const waiting = useUnreadElsewhere();
  return (
    <>
      <SectionHead title={words.organisations} />
      <p className="quiet">{words.apart}</p>
      {list.error && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      <ul className="rows">
        {list.data?.items.map((one) => (
          <TenantRow
            key={one.tenant.id}
            membership={one}
            unreadCount={waiting.find(({ tenantId }) => tenantId === one.tenant.id)?.count ?? 0}
          />
        ))}
      </ul>
      <Offers />
      <CreateOrganisation />
    </>
  );
}

interface TenantRowProps {
  membership: TenantMembership;
  unreadCount: number;
}

function TenantRow({ membership: { tenant, person, isCurrent }, unreadCount }: TenantRowProps) {
  const words = useWords(tenantWords);
  const { isBusy, switchTo } = useSwitch();
  const name = useTenantName()(tenant);
  return (
    <li className="rows-row" {...(isCurrent && { 'aria-current': 'true' as const })}>
      <Avatar person={person} />
      <div className="grow">
        <p>
          <b>{name}</b> {isCurrent && <span className="chip current-chip">{words.current}</span>}
          {unreadCount > 0 && (
            <>
              <span className="badge" aria-hidden="true">
                {badgeCount(unreadCount)}
              </span>
              <span className="hidden-text">{words.unread(badgeCount(unreadCount))}</span>
            </>
          )}
        </p>
        <p className="quiet one-line">
          {words.as(person.displayName)}
          {tenant.name !== null && ` · ${words.roles[tenant.role]}`}
        </p>
        {tenant.slug !== null && <p className="quiet one-line">{words.id(tenant.slug)}</p>}
      </div>
      {!isCurrent && (
        <Button isBusy={isBusy} aria-label={words.switchTo(name)} onClick={() => void switchTo(tenant)}>
          {words.switch}
        </Button>
      )}
    </li>
  );
}

/** The organisations that I can join with my verified address, or a form to verify it. */
function Offers() {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { data: offers } = useQuery({ queryKey: [...keys.tenants, 'offers'], queryFn: () => meshi.tenants.offers() });
  const meta = useMeta();
  const [joining, setJoining] = useState<Tenant | null>(null);
  if (!offers) return null;
  return (
    <>
      {offers.items.length > 0 && (
        <section className="tenant-part">
          <h2>{words.offers}</h2>
          <ul className="rows">
            {offers.items.map((tenant) => (
              <li className="rows-row" key={tenant.id}>
                <div className="grow">
                  <p className="one-line">{tenant.name}</p>
                  <p className="quiet one-line">{words.id(tenant.slug ?? '')}</p>
                </div>
                <Button kind="main" onClick={() => setJoining(tenant)}>
                  {words.join}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {/* A server that sends no email cannot send a code. */}
      {!offers.isEmailVerified && meta?.hasPasswordReset && <VerifyEmail hint={words.verifyHint} />}
      {joining && <JoinDialog tenant={joining} onClose={() => setJoining(null)} />}
    </>
  );
}

function JoinDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const words = useWords(tenantWords);
  const nameOf = useTenantName();
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={words.joinTitle(nameOf(tenant))}
      action={words.enter}
      start={entry.start}
      check={entry.check}
      send={async (fields) => {
        await meshi.tenants.join({ tenantId: tenant.id, ...entry.profileOf(fields) });
        await switchTo(tenant);
      }}
    >
      {(form) => <EntryFields form={form} />}
    </FormDialog>
  );
}
