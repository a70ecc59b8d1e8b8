/** The groups of operators: their people, and the roles that they give. */
import { MeshiError, type OperatorGroup, type Role, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Checks } from '../../ui/choices.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { operatorWords } from './words.ts';

export function GroupsPart() {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.operators, 'groups'],
    queryFn: () => meshi.operatorGroups.list(),
  });
  const [isCreating, setCreating] = useState(false);
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return (
    <>
      {data.items.map((group) => (
        <Group key={group.id} group={group} roles={data.roles} />
      ))}
      <p className="operator-part">
        <Button onClick={() => setCreating(true)}>{words.newGroup}</Button>
      </p>
      <GroupDialog
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        roles={data.roles}
        title={words.newGroup}
        action={words.create}
        done={words.groupCreated}
        start={{ name: '', roles: [] }}
        send={(fields) => meshi.operatorGroups.create(fields)}
      />
    </>
  );
}

function Group({ group, roles }: { group: OperatorGroup; roles: readonly Role[] }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.operators);
  const [open, setOpen] = useState<'edit' | 'add' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const { id: groupId, name, people } = group;
  return (
    <section className="operator-part">
      <h2>{name}</h2>
      <p className="quiet small">{group.roles.map((role) => words.roles[role] ?? role).join(' · ')}</p>
      {people.length === 0 && <p className="quiet">{words.nobody}</p>}
      <ul className="rows">
        {people.map((person) => (
          <PersonRow key={person.id} person={person} group={group} />
        ))}
      </ul>
      <div className="operator-buttons">
        <Button aria-label={`${words.addPerson}: ${name}`} onClick={() => setOpen('add')}>
          {words.addPerson}
        </Button>
        <Button aria-label={`${words.editGroup}: ${name}`} onClick={() => setOpen('edit')}>
          {words.editGroup}
        </Button>
        <Button aria-label={`${words.removeGroup}: ${name}`} onClick={() => setOpen('remove')}>
          {words.removeGroup}
        </Button>
      </div>
      <GroupDialog
        isOpen={open === 'edit'}
        onClose={close}
        roles={roles}
        title={`${words.editGroup}: ${name}`}
        action={words.save}
        done={words.saved}
        start={{ name, roles: group.roles }}
        send={(fields) => meshi.operatorGroups.edit({ groupId, ...fields })}
      />
      <AddDialog isOpen={open === 'add'} onClose={close} group={group} />
      <Confirm
        isOpen={open === 'remove'}
        onClose={close}
        title={words.removeGroupTitle(name)}
        text={words.removeGroupText}
        action={words.removeGroup}
        onConfirm={() => run(() => meshi.operatorGroups.remove({ groupId }), words.removed)}
      />
    </section>
  );
}

function PersonRow({ person, group }: { person: OperatorGroup['people'][number]; group: OperatorGroup }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.operators);
  const remove = () =>
    run(() => meshi.operatorGroups.removePerson({ groupId: group.id, personId: person.id }), words.personRemoved);
  return (
    <li className="rows-row">
      <div className="grow">
        <PersonLink person={person} />
      </div>
      <Button
        isBusy={isBusy}
        aria-label={`${words.removePerson}: ${person.displayName}, ${group.name}`}
        onClick={() => void remove()}
      >
        {words.removePerson}
      </Button>
    </li>
  );
}

interface GroupFields {
  name: string;
  roles: string[];
}

interface GroupDialogProps {
  isOpen: boolean;
  onClose: () => void;
  roles: readonly Role[];
  title: string;
  action: string;
  done: string;
  start: GroupFields;
  send: (fields: GroupFields) => Promise<unknown>;
}

function GroupDialog({ isOpen, onClose, roles, title, action, done, start, send }: GroupDialogProps) {
  const { errors } = useWords();
  const words = useWords(operatorWords);
  const finish = useDone(keys.operators);
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      action={action}
      start={() => start}
      check={({ name }) => (name.trim() === '' ? { name: errors.required } : {})}
      send={async (fields) => {
        await send(fields);
        await finish(done);
      }}
    >
      {(form) => (
        <>
          <TextField
            {...form.text('name')}
            label={words.groupName}
            maxCharacters={wireLimits.operatorGroupNameChars}
            autoComplete="off"
          />
          <Checks
            label={words.groupRoles}
            values={form.fields.roles}
            onChange={(chosen) => form.set({ roles: chosen })}
            options={roles.map(({ name }) => ({ value: name, label: words.roles[name] ?? name }))}
          />
        </>
      )}
    </FormDialog>
  );
}

function AddDialog({ isOpen, onClose, group }: { isOpen: boolean; onClose: () => void; group: OperatorGroup }) {
  const { errors } = useWords();
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const finish = useDone(keys.operators);
  // Operators act on accounts, also from a session in an organisation, where people have other handles.
  const accountOf = async (typed: string) => {
    const wanted = typed.trim().replace(/^@/, '').toLowerCase();
    const { items } = await meshi.operatedPeople.find({ q: wanted });
    const found = items.find(({ person, email }) => person.handle === wanted || email === wanted);
    if (!found) throw new MeshiError('not_found', 'Nobody has this e-mail address or handle.');
    return found.person.id;
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      isSmall
      title={words.addPersonTitle(group.name)}
      action={words.addPerson}
      start={() => ({ who: '' })}
      check={({ who }) => (who.trim() === '' ? { who: errors.required } : {})}
      send={async ({ who }) => {
        await meshi.operatorGroups.addPerson({ groupId: group.id, personId: await accountOf(who) });
        await finish(words.added);
      }}
    >
      {(form) => <TextField {...form.text('who')} label={words.addPersonField} autoComplete="off" />}
    </FormDialog>
  );
}
