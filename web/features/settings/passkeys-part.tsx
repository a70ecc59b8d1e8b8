/** My passkeys: adding, renaming and removing them. */
import type { Passkey } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { createPasskey, hasPasskeys } from '../../app/passkeys.ts';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { settingsWords } from './words.ts';

/** As the contract has it. */
const NAME_CHARACTERS = 40;

interface PartProps {
  /** Shows new recovery codes, once. */
  onCodes: (codes: readonly string[]) => void;
}

export function PasskeysPart({ onCodes }: PartProps) {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { data } = useQuery({ queryKey: keys.secondFactors, queryFn: () => meshi.secondFactors.get() });
  return (
    <section className="stack" aria-labelledby="security-passkeys">
      <h2 id="security-passkeys">{words.passkeys}</h2>
      <p className="quiet">{words.passkeysText}</p>
      <ul className="rows">
        {data?.passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      {hasPasskeys() ? <AddPasskey onCodes={onCodes} /> : <p className="quiet">{words.passkeysUnsupported}</p>}
    </section>
  );
}

function AddPasskey({ onCodes }: PartProps) {
  const shared = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const toast = useToast();
  const queries = useQueryClient();
  const form = useForm({ name: '' });
  const add = async () => {
    const { name } = form.fields;
    const { options } = await meshi.passkeys.beginAdding();
    const { recoveryCodes } = await meshi.passkeys.add({ name, passkey: await createPasskey(options) });
    form.reset({ name: '' });
    void queries.invalidateQueries({ queryKey: keys.secondFactors });
    void queries.invalidateQueries({ queryKey: keys.portal });
    if (recoveryCodes) onCodes(recoveryCodes);
    else toast.done(words.passkeyAdded);
  };
  const submit = () => void form.submit(add, form.fields.name.trim() ? {} : { name: shared.errors.required });
  return (
    <FormFrame form={form} onSubmit={submit}>
      <TextField
        {...form.text('name')}
        label={words.passkeyName}
        hint={words.passkeyNameHint}
        maxCharacters={NAME_CHARACTERS}
      />
      <FormProblem form={form} />
      <div>
        <Button type="submit" isBusy={form.isBusy}>
          {words.passkeyAdd}
        </Button>
      </div>
    </FormFrame>
  );
}

function PasskeyRow({ passkey: { id: passkeyId, name, createdAt, lastUsedAt } }: { passkey: Passkey }) {
  const shared = useWords();
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run } = useAction(keys.secondFactors, keys.portal);
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsking(null);
  const remove = () => run(() => meshi.passkeys.remove({ passkeyId }), words.passkeyRemoved);
  const rename = async (fields: { name: string }) => {
    await meshi.passkeys.rename({ passkeyId, ...fields });
    await queries.invalidateQueries({ queryKey: keys.secondFactors });
  };
  return (
    <li className="rows-row passkey-row">
      <div className="grow">
        <p>
          <b>{name}</b>
        </p>
        <p className="quiet">
          {words.since(shortDate(createdAt, language))}
          {lastUsedAt && ` · ${words.lastUsed(shortDate(lastUsedAt, language))}`}
        </p>
      </div>
      <div className="row">
        <Button onClick={() => setAsking('rename')}>{words.passkeyRename}</Button>
        <Button onClick={() => setAsking('remove')}>{shared.common.remove}</Button>
      </div>
      <FormDialog
        isOpen={asking === 'rename'}
        onClose={close}
        title={words.passkeyRename}
        action={shared.common.save}
        isSmall
        start={() => ({ name })}
        check={(fields) => (fields.name.trim() ? {} : { name: shared.errors.required })}
        send={rename}
      >
        {(form) => <TextField {...form.text('name')} label={words.passkeyName} maxCharacters={NAME_CHARACTERS} />}
      </FormDialog>
      <Confirm
        isOpen={asking === 'remove'}
        onClose={close}
        title={words.passkeyRemoveTitle(name)}
        text={words.passkeyRemoveText}
        action={shared.common.remove}
        onConfirm={remove}
      />
    </li>
  );
}
