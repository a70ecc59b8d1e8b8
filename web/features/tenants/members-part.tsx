/** The members of the organisation. Those with the permission change roles and remove members. */
import type { OrganisationPermission, TenantDetails, TenantMember, TenantRole } from '@meshi/client';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Paged } from '../../ui/paged.tsx';
import { groupWords } from './group-words.ts';
import { tenantWords } from './words.ts';

export function MembersPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const list = usePages([...keys.tenants, 'members'], (page, options) => meshi.tenantMembers.list(page, options));
  return (
    <section className="tenant-part">
      <h2>{words.members}</h2>
      <Paged list={list}>
        {(members) => (
          <ul className="rows">
            {members.map((member) => (
              <MemberRow key={member.person.id} member={member} permissions={tenant.permissions} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}

const ROLES: readonly TenantRole[] = ['owner', 'admin', 'member'];

interface MemberRowProps {
  member: TenantMember;
  permissions: readonly OrganisationPermission[];
}

function MemberRow({ member: { person, role, isSuspended, hasSecondFactor }, permissions }: MemberRowProps) {
  const words = useWords(tenantWords);
  const suspension = useWords(groupWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const { run } = useAction(keys.tenants);
  const [isAsking, setAsking] = useState(false);
  const isMe = person.id === profile.id;
  const removal = role === 'member' ? 'organisation:remove_members' : 'organisation:remove_admins';
  const canRemove = !isMe && permissions.includes('organisation:remove_members') && permissions.includes(removal);
  const setRole = (next: string) => {
    const chosen = ROLES.find((one) => one === next);
    if (!chosen) return;
    void run(() => meshi.tenantMembers.setRole({ personId: person.id, role: chosen }), words.roleChanged);
  };
  return (
    <li className="rows-row">
      <Avatar person={person} />
      <Link className="grow one-line" to={`/people/${person.id}`}>
        {person.displayName}
      </Link>
      {isSuspended && <span className="quiet small">{suspension.suspended}</span>}
      {hasSecondFactor === false && <span className="chip">{words.withoutFactor}</span>}
      {permissions.includes('organisation:set_roles') ? (
        <select
          className="input tenant-role"
          aria-label={words.role(person.displayName)}
          value={role}
          onChange={(event) => setRole(event.target.value)}
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {words.roles[one]}
            </option>
          ))}
        </select>
      ) : (
        <span className="quiet">{words.roles[role]}</span>
      )}
      {canRemove && <Button onClick={() => setAsking(true)}>{words.remove}</Button>}
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.removeTitle(person.displayName)}
        text={words.removeText}
        action={words.remove}
        onConfirm={() => run(() => meshi.tenantMembers.remove({ personId: person.id }), words.removed)}
      />
    </li>
  );
}
