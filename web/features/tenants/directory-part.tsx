/** The directory of the organisation: the SCIM address, and the tokens with which a directory calls it. */
import { type DirectoryToken, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame, FormProblem } from '../../ui/form.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { groupWords } from './group-words.ts';

export function DirectoryPart() {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'directory'],
    queryFn: () => meshi.tenantDirectory.get(),
  });
  return (
    <section className="tenant-part">
      <h2>{words.directory}</h2>
      <p className="quiet">{words.directoryHint}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <CopyField label={words.scimUrl} hint={words.scimUrlHint} value={data.url} />
          <p className="quiet">{words.counts(data.userCount, data.groupCount)}</p>
          <h3 className="directory-tokens">{words.tokens}</h3>
          {data.tokens.length === 0 && <p className="quiet">{words.noTokens}</p>}
          <ul className="rows">
            {data.tokens.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
          <NewToken />
        </>
      )}
    </section>
  );
}

function TokenRow({ token: { id: tokenId, name, isEnabled, createdBy, lastUsedAt } }: { token: DirectoryToken }) {
  const words = useWords(groupWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const used = lastUsedAt ? words.lastUsed(shortDate(lastUsedAt, language)) : words.neverUsed;
  const setState = () =>
    run(
      () => meshi.tenantDirectory.setTokenState({ tokenId, isEnabled: !isEnabled }),
      isEnabled ? words.tokenDisabled : words.tokenEnabled,
    );
  return (
    <li className="rows-row">
      <div className="grow">
        <p className="one-line">{name}</p>
        <p className="quiet small">
          {isEnabled ? words.enabled : words.disabled} · {used} · {words.tokenBy(createdBy.displayName)}
        </p>
      </div>
      <div className="group-buttons">
        <Button
          isBusy={isBusy}
          aria-label={`${isEnabled ? words.disable : words.enable}: ${name}`}
          onClick={() => void setState()}
        >
          {isEnabled ? words.disable : words.enable}
        </Button>
        {!isEnabled && (
          <Button
            isBusy={isBusy}
            aria-label={`${words.removeToken}: ${name}`}
            onClick={() => void run(() => meshi.tenantDirectory.removeToken({ tokenId }), words.tokenRemoved)}
          >
            {words.removeToken}
          </Button>
        )}
      </div>
    </li>
  );
}

function NewToken() {
  const words = useWords(groupWords);
  const meshi = useMeshi();
  const finish = useDone(keys.tenants);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm({ name: '' });
  const submit = () =>
    void form.submit(async () => {
      const made = await meshi.tenantDirectory.createToken(form.fields);
      setSecret(made.secret);
      form.reset({ name: '' });
      await finish(words.tokenCreated);
    });
  return (
    <>
      <FormFrame form={form} onSubmit={submit}>
        <TextField
          {...form.text('name')}
          label={words.tokenName}
          placeholder={words.tokenPlaceholder}
          maxLength={wireLimits.groupNameChars}
          autoComplete="off"
        />
        <FormProblem form={form} />
        <Button type="submit" isBusy={form.isBusy}>
          {words.newToken}
        </Button>
      </FormFrame>
      {secret && <CopyField label={words.token} hint={words.tokenHint} value={secret} />}
    </>
  );
}
