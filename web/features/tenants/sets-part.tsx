/** The permission sets that the organisation has made. */
import { type GroupPermission, type PermissionSet, type SetScope, wireLimits } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Checks, Segments } from '../../ui/choices.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { groupWords } from './group-words.ts';

const SCOPES: readonly SetScope[] = ['organisation', 'community'];

export function SetsPart({ sets }: { sets: readonly PermissionSet[] }) {
  const words = useWords(groupWords);
  const [isCreating, setCreating] = useState(false);
  return (
    <section className="tenant-part">
      <h2>{words.sets}</h2>
      <p className="quiet">{words.setsHint}</p>
      <ul className="rows">
        {sets.map((set) => (
          <SetRow key={set.id} set={set} />
        ))}
      </ul>
      <Button onClick={() => setCreating(true)}>{words.newSet}</Button>
      <NewSetDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </section>
  );
}

function SetRow({ set: { id: setId, name, isBuiltIn, scope, permissions } }: { set: PermissionSet }) {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.tenants);
  const [isAsking, setAsking] = useState(false);
  const shown = words.setNames[setId] ?? name;
  return (
    <li className="rows-row">
      <div className="grow">
        <p>
          {shown} <span className="quiet small">{words.scopes[scope]}</span>
        </p>
        <p className="quiet small">{permissions.map((permission) => words.permissions[permission]).join(' · ')}</p>
      </div>
      {!isBuiltIn && (
        <Button aria-label={`${words.removeSet}: ${shown}`} onClick={() => setAsking(true)}>
          {words.removeSet}
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.removeSetTitle(shown)}
        text={words.removeSetText}
        action={words.removeSet}
        onConfirm={() => run(() => meshi.tenantPermissionSets.remove({ setId }), words.setRemoved)}
      />
    </li>
  );
}

interface Fields {
  name: string;
  scope: SetScope;
  permissions: GroupPermission[];
}

function NewSetDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const words = useWords(groupWords);
  const { errors } = useWords();
  const meshi = useMeshi();
  const finish = useDone(keys.tenants);
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={words.newSet}
      action={words.create}
      start={() => ({ name: '', scope: 'organisation', permissions: [] })}
      check={({ name, permissions }) => ({
        ...(name.trim() === '' && { name: errors.required }),
        ...(permissions.length === 0 && { permissions: words.choosePermissions }),
      })}
      send={async (fields) => {
        await meshi.tenantPermissionSets.create(fields);
        await finish(words.setCreated);
      }}
    >
      {(form) => (
        <>
          <TextField
            {...form.text('name')}
            label={words.setName}
            maxCharacters={wireLimits.groupNameChars}
            autoComplete="off"
          />
          <Segments
            label={words.setScope}
            value={form.fields.scope}
            onChange={(scope) => form.set({ scope, permissions: [] })}
            options={SCOPES.map((value) => ({ value, label: words.scopes[value] }))}
          />
          <Checks
            label={words.setPermissions}
            values={form.fields.permissions}
            onChange={(permissions) => form.set({ permissions })}
            problem={form.problems.permissions}
            options={ofScope(form.fields.scope, words.permissions).map((value) => ({
              value,
              label: words.permissions[value],
            }))}
          />
        </>
      )}
    </FormDialog>
  );
}

/** The permissions of a scope, in the order of their words. */
function ofScope(scope: SetScope, words: Record<GroupPermission, string>): GroupPermission[] {
  return (Object.keys(words) as GroupPermission[]).filter((permission) => permission.startsWith(`${scope}:`));
}
