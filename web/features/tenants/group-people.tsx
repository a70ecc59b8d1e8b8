/** The people of one group, and who is added or removed by hand. */
import type { TenantGroup } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { useForm } from '../../app/use-form.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { Paged } from '../../ui/paged.tsx';
import { groupWords } from './group-words.ts';

export function GroupPeople({ group }: { group: TenantGroup }) {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { id: groupId, keptBy } = group;
  const list = usePages([...keys.tenants, 'groups', groupId], (page, options) =>
    meshi.tenantGroups.people({ groupId, ...page }, options),
  );
  const isByHand = keptBy === 'hand';
  return (
    <>
      <Paged list={list} empty={<p className="quiet">{words.nobody}</p>}>
        {(people) => (
          <ul className="rows">
            {people.map((person) => (
              <li className="rows-row" key={person.id}>
                <div className="grow">
                  <PersonLink person={person} />
                </div>
                {isByHand && <RemovePerson group={group} person={person} />}
              </li>
            ))}
          </ul>
        )}
      </Paged>
      {isByHand && <AddPerson group={group} />}
    </>
  );
}

function RemovePerson({ group, person }: { group: TenantGroup; person: { id: string; displayName: string } }) {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const params = { groupId: group.id, personId: person.id };
  return (
    <Button
      isBusy={isBusy}
      aria-label={words.removePersonFrom(person.displayName, group.name)}
      onClick={() => void run(() => meshi.tenantGroups.removePerson(params), words.personRemoved)}
    >
      {words.removePerson}
    </Button>
  );
}

function AddPerson({ group }: { group: TenantGroup }) {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const finish = useDone(keys.tenants);
  const form = useForm({ handle: '' });
  const submit = () =>
    void form.submit(async () => {
      const handle = form.fields.handle.trim().replace(/^@/, '').toLowerCase();
      const { id: personId } = await meshi.profiles.getByHandle({ handle });
      await meshi.tenantGroups.addPerson({ groupId: group.id, personId });
      form.reset({ handle: '' });
      await finish(words.added);
    });
  return (
    <FormFrame form={form} onSubmit={submit}>
      <TextField {...form.text('handle')} label={words.addPersonField} placeholder="@" autoComplete="off" />
      <FormProblem form={form} />
      <Button type="submit" isBusy={form.isBusy}>
        {words.addPerson}
      </Button>
    </FormFrame>
  );
}
