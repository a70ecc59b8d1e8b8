/** Who belongs to the organisation; owners change roles, and those who may remove. */
import type { TenantDetails, TenantMember, TenantRole } from '@meshi/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { More } from '../../ui/more.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useTenantAction } from './use-tenant-action.ts';

export function MembersPart({ tenant }: { tenant: TenantDetails }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const list = useInfiniteQuery({
    queryKey: [...keys.tenants, 'members'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.tenantMembers.list(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return (
    <section className="tenant-part">
      <h2>{tenants.members}</h2>
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      <ul className="rows">
        {list.data?.map((member) => (
          <MemberRow key={member.person.id} member={member} myRole={tenant.role} />
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}

const ROLES: readonly TenantRole[] = ['owner', 'admin', 'member'];

function MemberRow({ member: { person, role }, myRole }: { member: TenantMember; myRole: TenantRole }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const { profile } = useMyself();
  const act = useTenantAction();
  const [isAsking, setAsking] = useState(false);
  const isMe = person.id === profile.id;
  const mayRemove = !isMe && (myRole === 'owner' || (myRole === 'admin' && role === 'member'));
  const setRole = (next: string) => {
    const chosen = ROLES.find((one) => one === next);
    if (!chosen) return;
    void act(() => meshi.tenantMembers.setRole({ personId: person.id, role: chosen }), tenants.roleChanged);
  };
  return (
    <li className="rows-row">
      <Avatar person={person} />
      <Link className="grow one-line" to={`/people/${person.id}`}>
        {person.displayName}
      </Link>
      {myRole === 'owner' ? (
        <select
          className="input tenant-role"
          aria-label={tenants.role(person.displayName)}
          value={role}
          onChange={(event) => setRole(event.target.value)}
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {tenants.roles[one]}
            </option>
          ))}
        </select>
      ) : (
        <span className="quiet">{tenants.roles[role]}</span>
      )}
      {mayRemove && <Button onClick={() => setAsking(true)}>{tenants.remove}</Button>}
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={tenants.removeTitle(person.displayName)}
        text={tenants.removeText}
        action={tenants.remove}
        onConfirm={() => act(() => meshi.tenantMembers.remove({ personId: person.id }), tenants.removed)}
      />
    </li>
  );
}
