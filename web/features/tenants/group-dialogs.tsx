/** Dialogs that make and change a group. Only sets that can be given are offered; the server decides. */
import { type TenantGroup, type TenantGroupList, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useDone } from '../../app/use-done.ts';
import type { FormState } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Checks } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { groupWords } from './group-words.ts';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  list: TenantGroupList;
}

interface Fields {
  name: string;
  /** Only of a new group. */
  externalName: string;
  /** `setId:communityId`; without a community after the colon, it is a set of the organisation. */
  grants: string[];
}

export function NewGroupDialog({ isOpen, onClose, list }: DialogProps) {
  const words = useWords(groupWords);
  const { errors } = useWords();
  const meshi = useMeshi();
  const finish = useDone(keys.tenants);
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={words.newGroup}
      action={words.create}
      start={() => ({ name: '', externalName: '', grants: [] })}
      check={({ name }) => (name.trim() === '' ? { name: errors.required } : {})}
      send={async ({ name, externalName, grants }) => {
        const external = externalName.trim() === '' ? null : externalName;
        await meshi.tenantGroups.create({ name, externalName: external, grants: grants.map(grantOf) });
        await finish(words.groupCreated);
      }}
    >
      {(form) => (
        <>
          <GroupFields form={form} list={list} />
          <TextField
            {...form.text('externalName')}
            label={words.externalName}
            hint={words.externalNameHint}
            isOptional
            maxLength={wireLimits.externalNameChars}
            autoComplete="off"
          />
        </>
      )}
    </FormDialog>
  );
}

export function EditGroupDialog({ isOpen, onClose, list, group }: DialogProps & { group: TenantGroup }) {
  const words = useWords(groupWords);
  const { errors } = useWords();
  const meshi = useMeshi();
  const finish = useDone(keys.tenants);
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={words.editGroup(group.name)}
      action={words.save}
      start={() => ({ name: group.name, externalName: '', grants: group.grants.map(keyOf) })}
      check={({ name }) => (name.trim() === '' ? { name: errors.required } : {})}
      send={async ({ name, grants }) => {
        await meshi.tenantGroups.edit({ groupId: group.id, name, grants: grants.map(grantOf) });
        await finish(words.saved);
      }}
    >
      {(form) => <GroupFields form={form} list={list} group={group} />}
    </FormDialog>
  );
}

function GroupFields({ form, list, group }: { form: FormState<Fields>; list: TenantGroupList; group?: TenantGroup }) {
  const words = useWords(groupWords);
  const communities = useCommunities(group);
  const nameOf = ({ id, name }: { id: string; name: string }) => words.setNames[id] ?? name;
  const ofOrganisation = list.sets.filter(({ scope }) => scope === 'organisation');
  const ofCommunities = list.sets.filter(({ scope }) => scope === 'community');
  const options = communities.flatMap(({ id, name }) =>
    ofCommunities.map((set) => ({ value: `${set.id}:${id}`, label: words.setIn(nameOf(set), name) })),
  );
  const choose = (grants: string[]) => form.set({ grants });
  return (
    <>
      <TextField
        {...form.text('name')}
        label={words.groupName}
        maxCharacters={wireLimits.groupNameChars}
        autoComplete="off"
      />
      <Checks
        label={words.setsOfOrganisation}
        values={form.fields.grants}
        onChange={choose}
        options={ofOrganisation.map((set) => ({ value: `${set.id}:`, label: nameOf(set) }))}
      />
      {options.length > 0 && (
        <Checks label={words.setsOfCommunities} values={form.fields.grants} onChange={choose} options={options} />
      )}
    </>
  );
}

/** My own communities, in which I can give rights, and those in which the group has some. */
function useCommunities(group: TenantGroup | undefined): { id: string; name: string }[] {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'own-communities'],
    queryFn: () => meshi.communities.listMine({ limit: 50 }),
  });
  const mine =
    data?.items.filter(({ standing }) => standing === 'owner').map(({ id, name }) => [id, name] as const) ?? [];
  const given = group?.grants.flatMap(({ communityId, communityName }) => {
    return communityId === null ? [] : [[communityId, communityName ?? words.hiddenCommunity] as const];
  });
  return [...new Map([...(given ?? []), ...mine])].map(([id, name]) => ({ id, name }));
}

function keyOf({ setId, communityId }: { setId: string; communityId: string | null }): string {
  return `${setId}:${communityId ?? ''}`;
}

function grantOf(key: string): { setId: string; communityId: string | null } {
  const [setId = '', communityId = ''] = key.split(':');
  return { setId, communityId: communityId === '' ? null : communityId };
}
