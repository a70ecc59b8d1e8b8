/** An account has the address of the identity: the person signs in to it as before, and the identity is then linked. */
import { MeshiError, type OpenChallenge, type SecondStep } from '@meshi/client';
import { useState } from 'react';
import { Link } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { PasskeyButton } from '../../app/passkey-button.tsx';
import { askPasskey } from '../../app/passkeys.ts';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { useMeta } from '../../app/use-meta.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { SecondStepForm } from './second-step.tsx';
import { accountWords } from './words.ts';

interface ProviderLinkProps {
  challenge: OpenChallenge;
  name: string;
  onDone: () => void;
}

export function ProviderLink({ challenge: { challengeId, email }, name, onDone }: ProviderLinkProps) {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const linking = useAction(keys.openIdentities);
  const meta = useMeta();
  const [step, setStep] = useState<SecondStep | null>(null);
  const form = useForm({ password: '' }, { isDiscardable: true });
  /** The person is signed in, whatever becomes of the link. */
  const link = async () => {
    await linking.run(() => meshi.openSignOn.link({ challengeId }), words.providerLinked(name));
    onDone();
  };
  const signIn = async () => {
    try {
      await meshi.signIn({ email, password: form.fields.password });
    } catch (thrown) {
      const error = MeshiError.from(thrown);
      if (error.reason !== 'second_step_needed') throw error;
      return setStep(error.details.secondStep);
    }
    await link();
  };
  if (step) return <SecondStepForm step={step} onBack={() => setStep(null)} onDone={link} />;
  return (
    <AccountPage title={words.companyLinkTitle} lead={words.providerLinkLead(name, email)}>
      <div className="stack">
        <Form
          form={form}
          onSubmit={() => void form.submit(signIn, checkFields(form.fields, shared))}
          action={words.companyLink}
        >
          <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
          <PasswordField {...form.text('password')} label={shared.account.password} autoComplete="current-password" />
        </Form>
        <PasskeyButton
          label={shared.factor.signInWithPasskey}
          onPress={async () => {
            await meshi.signInWithPasskey(askPasskey);
            await link();
          }}
        />
      </div>
      {meta?.hasPasswordReset && (
        <div className="account-links">
          <Link to="/forgot-password">{words.forgot}</Link>
        </div>
      )}
    </AccountPage>
  );
}
