/** Creates an organisation and switches to it. */
import { wireLimits } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';

const SLUG = /^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/i;

export function CreateOrganisation() {
  const words = useWords(tenantWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="tenant-part">
      <h2>{words.create}</h2>
      <p className="quiet">{words.createHint}</p>
      <p>
        <Button onClick={() => setOpen(true)}>{words.create}</Button>
      </p>
      <CreateDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </section>
  );
}

function CreateDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { errors } = useWords();
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.create}
      action={words.create}
      start={() => ({ name: '', slug: '', ...entry.start() })}
      check={(fields) => ({
        ...entry.check(fields),
        ...(fields.name.trim() === '' && { name: errors.required }),
        ...(!SLUG.test(fields.slug.trim()) && { slug: words.slugWrong }),
      })}
      send={async ({ name, slug, ...fields }) => {
        const { tenant } = await meshi.tenants.create({ name, slug, ...entry.profileOf(fields) });
        await switchTo(tenant, { isNew: true });
      }}
    >
      {(form) => (
        <>
          <TextField {...form.text('name')} label={words.name} maxCharacters={wireLimits.tenantNameChars} />
          <TextField
            {...form.text('slug')}
            label={words.slug}
            hint={words.slugHint}
            maxLength={32}
            autoCapitalize="none"
          />
          <EntryFields form={form} />
        </>
      )}
    </FormDialog>
  );
}
