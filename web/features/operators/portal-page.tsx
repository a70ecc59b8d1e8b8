/** The portal: the roles that I can take, the one that I hold, and people who wait for my approval. */
import { type HeldRole, type Portal, type Role, wireLimits } from '@meshi/client';
import { useState } from 'react';
import { Link } from 'react-router';
import { checkFields } from '../../app/field-checks.ts';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useDone } from '../../app/use-done.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { SelectField, TextAreaField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Ago } from '../../ui/moment.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { ActingLine } from './acting-line.tsx';
import { usePortal } from './use-portal.ts';
import { operatorWords } from './words.ts';
import './operators.css';

export function PortalPage() {
  const words = useWords(operatorWords);
  const { data, error, refetch } = usePortal();
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.portal} />
      </header>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && <Roles portal={data} />}
    </div>
  );
}

function Roles({ portal: { roles, current, toApprove, needsSecondFactor } }: { portal: Portal }) {
  const words = useWords(operatorWords);
  if (roles.length === 0) return <Empty title={words.noRoles} hint={words.noRolesHint} />;
  return (
    <>
      {current && <Current held={current} />}
      <p className="quiet">{words.portalText}</p>
      {needsSecondFactor && <FactorNeeded />}
      <ul className="rows">
        {roles.map((role) => (
          <RoleRow key={role.name} role={role} canTake={!needsSecondFactor && current?.role.name !== role.name} />
        ))}
      </ul>
      {toApprove.length > 0 && !needsSecondFactor && (
        <section className="operator-part">
          <h2>{words.approveTitle}</h2>
          <ul className="rows">
            {toApprove.map((held) => (
              <ApprovalRow key={held.id} held={held} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Why no role can be taken yet, and the way to change that. */
function FactorNeeded() {
  const words = useWords(operatorWords);
  return (
    <section className="slip slip-note stack" aria-labelledby="factor-needed">
      <h2 id="factor-needed">{words.factorNeeded}</h2>
      <p>{words.factorNeededText}</p>
      <div>
        <ButtonLink kind="main" to="/settings/security" state={{ wayBack: 'portal' }}>
          {words.addFactor}
        </ButtonLink>
      </div>
    </section>
  );
}

function Current({ held }: { held: HeldRole }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.portal);
  if (held.state === 'held') {
    return (
      <>
        <ActingLine held={held} />
        <p className="portal-console">
          <Link className="button button-main" to="/admin">
            {words.openConsole}
          </Link>
        </p>
      </>
    );
  }
  return (
    <div className="acting-line" role="status">
      <p className="grow">
        <strong>{words.waiting}</strong> {words.waitingHint}
      </p>
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.portal.leave(), words.left)}>
        {words.stopWaiting}
      </Button>
    </div>
  );
}

function RoleRow({ role, canTake }: { role: Role; canTake: boolean }) {
  const words = useWords(operatorWords);
  const [isTaking, setTaking] = useState(false);
  const name = words.roles[role.name] ?? role.name;
  return (
    <li className="rows-row operator-row">
      <div className="grow">
        <p>
          <b>{name}</b>
          {role.needsSecondPerson && <span className="chip current-chip">{words.needsSecondPerson}</span>}
        </p>
        <ul className="quiet small role-permissions">
          {role.permissions.map((permission) => (
            <li key={permission}>{words.permissions[permission]}</li>
          ))}
        </ul>
      </div>
      {canTake && (
        <Button aria-label={`${words.take}: ${name}`} onClick={() => setTaking(true)}>
          {words.take}
        </Button>
      )}
      <TakeDialog role={role} name={name} isOpen={isTaking} onClose={() => setTaking(false)} />
    </li>
  );
}

const MINUTES = ['10', '30', '60'] as const;

interface TakeDialogProps {
  role: Role;
  name: string;
  isOpen: boolean;
  onClose: () => void;
}

function TakeDialog({ role, name, isOpen, onClose }: TakeDialogProps) {
  const shared = useWords();
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const finish = useDone(keys.portal);
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.takeTitle(name)}
      action={words.take}
      start={() => ({ reason: '', minutes: '30' as (typeof MINUTES)[number], password: '' })}
      check={(fields) => ({
        ...checkFields(fields, shared),
        ...(fields.reason.trim() === '' && { reason: shared.errors.required }),
      })}
      send={async ({ reason, minutes, password }) => {
        await meshi.portal.take({ role: role.name, reason, minutes: Number(minutes), password });
        await finish(role.needsSecondPerson ? words.waiting : words.taken);
      }}
    >
      {(form) => (
        <>
          <TextAreaField
            {...form.text('reason')}
            label={words.reason}
            hint={words.reasonHint}
            rows={2}
            maxLength={wireLimits.reasonChars}
          />
          <SelectField
            label={words.minutes}
            value={form.fields.minutes}
            onChange={(minutes) => form.set({ minutes })}
            options={MINUTES.map((value) => ({ value, label: words.minutesOption(Number(value)) }))}
          />
          <PasswordField
            {...form.text('password')}
            label={shared.account.password}
            hint={words.confirmPassword}
            autoComplete="current-password"
          />
        </>
      )}
    </FormDialog>
  );
}

function ApprovalRow({ held }: { held: HeldRole }) {
  const shared = useWords();
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const finish = useDone(keys.portal);
  const [isOpen, setOpen] = useState(false);
  const { id: heldRoleId, person, role, reason, requestedAt, minutes } = held;
  return (
    <li className="rows-row operator-row">
      <div className="grow stack-tight">
        <PersonLink person={person} />
        <p className="small">
          {words.roles[role.name] ?? role.name} · {words.minutesOption(minutes)} · <Ago at={requestedAt} />
        </p>
        <p className="preline">{reason}</p>
      </div>
      <Button kind="main" aria-label={`${words.approve}: ${person.displayName}`} onClick={() => setOpen(true)}>
        {words.approve}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        isSmall
        title={words.approveFor(person.displayName)}
        action={words.approve}
        start={() => ({ password: '' })}
        check={(fields) => checkFields(fields, shared)}
        send={async ({ password }) => {
          await meshi.portal.approve({ heldRoleId, password });
          await finish(words.approved);
        }}
      >
        {(form) => (
          <PasswordField
            {...form.text('password')}
            label={shared.account.password}
            hint={words.confirmPassword}
            autoComplete="current-password"
          />
        )}
      </FormDialog>
    </li>
  );
}
