/** The groups of the organisation: their people, and the permission sets that they give. */
import type { TenantGroup, TenantGroupList } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { EditGroupDialog, NewGroupDialog } from './group-dialogs.tsx';
import { GroupPeople } from './group-people.tsx';
import { groupWords } from './group-words.ts';
import { SetsPart } from './sets-part.tsx';

export function GroupsPart() {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'groups'],
    queryFn: () => meshi.tenantGroups.list(),
  });
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <section className="tenant-part">
        <h2>{words.groups}</h2>
        <p className="quiet">{words.groupsHint}</p>
        {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton />}
        {data?.items.length === 0 && <p className="quiet">{words.noGroups}</p>}
        <ul className="rows">
          {data?.items.map((group) => (
            <GroupRow key={group.id} group={group} list={data} />
          ))}
        </ul>
        {data && <Button onClick={() => setCreating(true)}>{words.newGroup}</Button>}
      </section>
      {data && <NewGroupDialog isOpen={isCreating} onClose={() => setCreating(false)} list={data} />}
      {data && <SetsPart sets={data.sets} />}
    </>
  );
}

function GroupRow({ group, list }: { group: TenantGroup; list: TenantGroupList }) {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.tenants);
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const [isShowingPeople, setShowingPeople] = useState(false);
  const close = () => setOpen(null);
  const { id: groupId, name, keptBy, peopleCount } = group;
  return (
    <li className="group-row">
      <h3>{name}</h3>
      <p className="quiet small">{useGiven(group, list) || words.givesNothing}</p>
      {keptBy !== 'hand' && <p className="quiet small">{words.keptBy[keptBy]}</p>}
      <div className="group-buttons">
        <Button
          aria-expanded={isShowingPeople}
          aria-label={`${words.peopleCount(peopleCount)}: ${name}`}
          onClick={() => setShowingPeople(!isShowingPeople)}
        >
          {words.peopleCount(peopleCount)}
        </Button>
        <Button aria-label={words.editGroup(name)} onClick={() => setOpen('edit')}>
          {words.edit}
        </Button>
        <Button aria-label={`${words.removeGroup}: ${name}`} onClick={() => setOpen('remove')}>
          {words.removeGroup}
        </Button>
      </div>
      {isShowingPeople && <GroupPeople group={group} />}
      <EditGroupDialog isOpen={open === 'edit'} onClose={close} group={group} list={list} />
      <Confirm
        isOpen={open === 'remove'}
        onClose={close}
        title={words.removeGroupTitle(name)}
        text={words.removeGroupText}
        action={words.removeGroup}
        onConfirm={() => run(() => meshi.tenantGroups.remove({ groupId }), words.groupRemoved)}
      />
    </li>
  );
}

/** What a group gives, in one line. */
function useGiven({ grants }: TenantGroup, { sets }: TenantGroupList): string {
  const words = useWords(groupWords);
  return grants
    .map(({ setId, communityId, communityName }) => {
      const set = words.setNames[setId] ?? sets.find(({ id }) => id === setId)?.name ?? setId;
      return communityId === null ? set : words.setIn(set, communityName ?? words.hiddenCommunity);
    })
    .join(' · ');
}
