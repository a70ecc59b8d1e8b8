/** Asks a person to confirm who they are. The request that needs it goes on afterwards; closing the dialog leaves all as it was. */
import { useMe } from '@meshi/client/react';
import { useQuery } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { PasswordField } from '../ui/password-field.tsx';
import { Skeleton } from '../ui/states.tsx';
import { useCompanySignOn } from './company-sign-on.ts';
import { FactorCodeField } from './factor-code-field.tsx';
import { checkFields } from './field-checks.ts';
import { useMeshi } from './meshi-context.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { askPasskey } from './passkeys.ts';
import type { ProofQuestion } from './proof-question.ts';
import { useProviderSignOn } from './provider-sign-on.ts';
import { keys } from './query-keys.ts';
import { useProviderName } from './use-provider-name.ts';

export function ProofDialog(props: { question: ProofQuestion; isOpen: boolean }) {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: keys.signOnSession,
    queryFn: () => meshi.signOn.session(),
    enabled: props.isOpen,
  });
  const me = useMe(meshi);
  if (data?.by === 'provider') return <CompanyProof {...props} />;
  return me?.account.hasPassword === false ? <PasswordlessProof {...props} /> : <OwnProof {...props} />;
}

/** For an account without a password. */
function PasswordlessProof({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  return (
    <Dialog isOpen={isOpen} onClose={() => question.answer(false)} title={words.proof.title} isSmall>
      <div className="stack">
        <p className="quiet">{words.proof.text}</p>
        <ProviderProofs isOpen={isOpen} />
        <PasskeyProof question={question} isOpen={isOpen} />
      </div>
      <div className="dialog-actions">
        <Button onClick={() => question.answer(false)}>{words.common.cancel}</Button>
      </div>
    </Dialog>
  );
}

function PasskeyProof({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: keys.secondFactors,
    queryFn: () => meshi.secondFactors.get(),
    enabled: isOpen,
  });
  const prove = async () => {
    const { options } = await meshi.passkeys.begin();
    await meshi.passkeys.prove({ passkey: await askPasskey(options) });
    question.answer(true);
  };
  return data && data.passkeys.length > 0 && <PasskeyButton label={words.proof.passkey} onPress={prove} />;
}

/** Linked accounts of other services, which can prove it too. Afterwards the person repeats what needed it. */
function ProviderProofs({ isOpen }: { isOpen: boolean }) {
  const words = useWords();
  const meshi = useMeshi();
  const provider = useProviderSignOn();
  const nameOf = useProviderName();
  const { data } = useQuery({ queryKey: keys.openIdentities, queryFn: () => meshi.openSignOn.list(), enabled: isOpen });
  return data?.items.map(({ provider: id }) => (
    <Button key={id} isWide isBusy={provider.isBusy} onClick={() => void provider.prove(id)}>
      <LogIn size={18} aria-hidden />
      {words.proof.provider(nameOf(id))}
    </Button>
  ));
}

/** A session that an identity provider has started is proven there. Afterwards the person repeats what needed it. */
function CompanyProof({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  const company = useCompanySignOn();
  return (
    <Dialog isOpen={isOpen} onClose={() => question.answer(false)} title={words.proof.title} isSmall>
      <p className="quiet">{words.proof.companyText}</p>
      <div className="dialog-actions">
        <Button onClick={() => question.answer(false)}>{words.common.cancel}</Button>
        <Button kind="main" isBusy={company.isBusy} onClick={() => void company.prove()}>
          {words.proof.company}
        </Button>
      </div>
    </Dialog>
  );
}

function OwnProof({ question, isOpen }: { question: ProofQuestion; isOpen: boolean }) {
  const words = useWords();
  const meshi = useMeshi();
  const { data, isPending } = useQuery({
    queryKey: keys.secondFactors,
    queryFn: () => meshi.secondFactors.get(),
    enabled: isOpen,
  });
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={() => question.answer(false)}
      title={words.proof.title}
      action={words.proof.action}
      isSmall
      isDiscardable
      start={() => ({ password: '', code: '' })}
      check={({ password }) => checkFields({ password }, words)}
      send={async ({ password, code }) => {
        await meshi.accounts.prove({ password, ...(code && { code }) });
        question.answer(true);
      }}
    >
      {(form) => (
        <>
          <p className="quiet">{words.proof.text}</p>
          <PasswordField {...form.text('password')} label={words.account.password} autoComplete="current-password" />
          {isPending && <Skeleton slips={1} />}
          {data?.isOn && <FactorCodeField form={form} hasAuthenticator={data.authenticator !== null} />}
          <ProviderProofs isOpen={isOpen} />
          <PasskeyProof question={question} isOpen={isOpen} />
        </>
      )}
    </FormDialog>
  );
}
