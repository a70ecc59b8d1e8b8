/** Creating an organisation; one goes on in it at once. */
import { wireLimits } from '@meshi/client';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { useSwitch } from './use-switch.ts';

export function CreateOrganisation() {
  const { tenants } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="tenant-part">
      <h2>{tenants.create}</h2>
      <p className="quiet">{tenants.createHint}</p>
      <p>
        <Button onClick={() => setOpen(true)}>{tenants.create}</Button>
      </p>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={tenants.create}>
        <CreateForm />
      </Dialog>
    </section>
  );
}

function CreateForm() {
  const words = useWords();
  const { tenants, errors } = words;
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const form = useForm(['name', 'slug', 'displayName', 'handle']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const problems = {
      ...entry.problems(),
      ...(name.trim() === '' && { name: errors.required }),
      ...(!/^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/i.test(slug.trim()) && { slug: tenants.slugWrong }),
    };
    void form.submit(async () => {
      const { tenant } = await meshi.tenants.create({ name, slug, ...entry.value() });
      await switchTo(tenant);
    }, problems);
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        label={tenants.name}
        problem={form.problems.name}
        maxLength={wireLimits.tenantNameChars}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={tenants.slug}
        hint={tenants.slugHint}
        problem={form.problems.slug}
        maxLength={32}
        autoCapitalize="none"
        value={slug}
        onChange={(event) => setSlug(event.target.value)}
      />
      <EntryFields entry={entry} form={form} />
      <FormEnd form={form} action={tenants.create} />
    </form>
  );
}
