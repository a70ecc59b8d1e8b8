/** Single sign-on of the organisation: owners set it up, test it, switch it on, and make it the only way in. */
import type { SignOnConnection, SignOnSettings, TenantDetails } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCompanySignOn } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Checks } from '../../ui/choices.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { tenantWords } from './words.ts';

const KEY = [...keys.tenants, 'sign-on'];

export function SignOnPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: () => meshi.tenantSignOn.get() });
  return (
    <section className="tenant-part stack" aria-labelledby="tenant-sign-on">
      <h2 id="tenant-sign-on">{words.signOn}</h2>
      <p className="quiet">{words.signOnHint}</p>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data && <Settings tenant={tenant} settings={data} />}
    </section>
  );
}

interface PartProps {
  tenant: TenantDetails;
  settings: SignOnSettings;
}

function Settings({ tenant, settings }: PartProps) {
  const words = useWords(tenantWords);
  const [isEditing, setEditing] = useState(false);
  const { connection } = settings;
  if (tenant.domains.length === 0 && !connection) return <p>{words.signOnNeedsDomain}</p>;
  return (
    <>
      {connection && <State connection={connection} />}
      <p className="button-row">
        <Button onClick={() => setEditing(true)}>{connection ? words.signOnChange : words.signOnSetUp}</Button>
      </p>
      {connection && <OnlyPart settings={settings} connection={connection} />}
      <EditDialog tenant={tenant} settings={settings} isOpen={isEditing} onClose={() => setEditing(false)} />
    </>
  );
}

/** Where the connection stands, and the next step. */
function State({ connection }: { connection: SignOnConnection }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const company = useCompanySignOn();
  const { run, isBusy } = useAction(KEY);
  const [isRemoving, setRemoving] = useState(false);
  const { issuer, testedAt, isActive, isRequired } = connection;
  const activate = (next: boolean) =>
    run(() => meshi.tenantSignOn.activate({ isActive: next }), next ? words.signOnIsOn : words.signOnIsOff);
  return (
    <>
      <p>
        <b className="one-line">{issuer}</b>{' '}
        <span className="chip current-chip">{isActive ? words.signOnOn : words.signOnOff}</span>
      </p>
      <p className="quiet">{testedAt ? words.signOnTested(shortDate(testedAt, language)) : words.signOnUntested}</p>
      <p className="button-row">
        <Button isBusy={company.isBusy} onClick={() => void company.test()}>
          {words.signOnTest}
        </Button>{' '}
        {!isActive && testedAt && (
          <Button isBusy={isBusy} onClick={() => void activate(true)}>
            {words.signOnActivate}
          </Button>
        )}
        {isActive && !isRequired && (
          <Button isBusy={isBusy} onClick={() => void activate(false)}>
            {words.signOnDeactivate}
          </Button>
        )}{' '}
        {!isRequired && (
          <Button kind="danger" onClick={() => setRemoving(true)}>
            {words.signOnRemove}
          </Button>
        )}
      </p>
      <Confirm
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={words.signOnRemoveTitle}
        text={words.signOnRemoveText}
        action={words.signOnRemove}
        onConfirm={() => run(() => meshi.tenantSignOn.remove(), words.signOnRemoved)}
      />
    </>
  );
}

function EditDialog({ tenant, settings, isOpen, onClose }: PartProps & { isOpen: boolean; onClose: () => void }) {
  const words = useWords(tenantWords);
  const { errors } = useWords();
  const meshi = useMeshi();
  const { run } = useAction(KEY);
  const { connection, redirectUri, logoutUri } = settings;
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.signOn}
      action={words.signOnSave}
      start={() => ({
        issuer: connection?.issuer ?? '',
        clientId: connection?.clientId ?? '',
        clientSecret: '',
        groupsClaim: connection?.groupsClaim ?? '',
        domains: connection?.domains ?? tenant.domains,
      })}
      check={({ issuer, clientId, clientSecret, domains }) => ({
        ...(!/^https?:\/\/\S+$/.test(issuer.trim()) && { issuer: errors.url }),
        ...(!clientId.trim() && { clientId: errors.required }),
        ...(!connection && !clientSecret && { clientSecret: errors.required }),
        ...(domains.length === 0 && { domains: errors.required }),
      })}
      send={async ({ issuer, clientId, clientSecret, groupsClaim, domains }) => {
        await meshi.tenantSignOn.set({
          issuer: issuer.trim(),
          clientId: clientId.trim(),
          ...(clientSecret && { clientSecret: clientSecret.trim() }),
          groupsClaim: groupsClaim.trim() || null,
          domains: [...domains],
        });
        await run(async () => {}, words.signOnSaved);
      }}
    >
      {(form) => (
        <>
          <CopyField label={words.redirectUri} hint={words.redirectUriHint} value={redirectUri} />
          <CopyField label={words.logoutUri} hint={words.logoutUriHint} value={logoutUri} />
          <TextField {...form.text('issuer')} label={words.issuer} hint={words.issuerHint} inputMode="url" />
          <TextField {...form.text('clientId')} label={words.clientId} autoComplete="off" />
          <PasswordField
            {...form.text('clientSecret')}
            label={words.clientSecret}
            hint={connection ? words.clientSecretKept : words.clientSecretHint}
            autoComplete="off"
          />
          <TextField {...form.text('groupsClaim')} label={words.groupsClaim} hint={words.groupsClaimHint} isOptional />
          <Checks
            label={words.signOnDomains}
            values={form.fields.domains}
            onChange={(domains) => form.set({ domains })}
            options={tenant.domains.map((domain) => ({ value: domain, label: domain }))}
            problem={form.problems.domains}
          />
        </>
      )}
    </FormDialog>
  );
}

interface OnlyPartProps {
  settings: SignOnSettings;
  connection: SignOnConnection;
}

/** "Only by single sign-on", with the owners who can still enter in an emergency. */
function OnlyPart({ settings: { owners }, connection: { isActive, isRequired, breakGlassIds } }: OnlyPartProps) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(KEY);
  const [isOpen, setOpen] = useState(false);
  const able = owners.filter(({ hasSecondFactor }) => hasSecondFactor);
  if (!isActive) return null;
  return (
    <>
      <p>{isRequired ? words.onlySignOnIsOn : words.onlySignOnIsOff}</p>
      <p className="button-row">
        <Button onClick={() => setOpen(true)}>{isRequired ? words.breakGlassChange : words.onlySignOn}</Button>{' '}
        {isRequired && (
          <Button
            isBusy={isBusy}
            onClick={() =>
              void run(
                () => meshi.tenantSignOn.require({ isRequired: false, breakGlassIds: [] }),
                words.onlySignOnEnded,
              )
            }
          >
            {words.onlySignOnEnd}
          </Button>
        )}
      </p>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.onlySignOn}
        action={words.onlySignOnAction}
        start={() => ({ breakGlassIds })}
        check={(fields) => (fields.breakGlassIds.length === 0 ? { breakGlassIds: words.breakGlassNeeded } : {})}
        send={(fields) =>
          run(
            () => meshi.tenantSignOn.require({ isRequired: true, breakGlassIds: [...fields.breakGlassIds] }),
            words.onlySignOnDone,
          )
        }
      >
        {(form) => (
          <>
            <p className="quiet">{words.onlySignOnText}</p>
            {able.length === 0 && <p role="alert">{words.breakGlassNobody}</p>}
            <Checks
              label={words.breakGlass}
              values={form.fields.breakGlassIds}
              onChange={(ids) => form.set({ breakGlassIds: ids })}
              options={able.map(({ person }) => ({ value: person.id, label: person.displayName }))}
              problem={form.problems.breakGlassIds}
            />
          </>
        )}
      </FormDialog>
    </>
  );
}
