import { MeshiError, type SecondStep } from '@meshi/client';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { AccountPage, placeIn } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { PasskeyButton } from '../../app/passkey-button.tsx';
import { askPasskey } from '../../app/passkeys.ts';
import { ProviderButtons } from '../../app/provider-buttons.tsx';
import { useForm } from '../../app/use-form.ts';
import { useMeta } from '../../app/use-meta.ts';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { CompanyOffers } from './company-offers.tsx';
import { SecondStepForm } from './second-step.tsx';
import { accountWords } from './words.ts';

export function SignIn() {
  const [step, setStep] = useState<SecondStep | null>(null);
  if (step) return <SecondStepForm step={step} onBack={() => setStep(null)} />;
  return <FirstStep onStep={setStep} />;
}

function FirstStep({ onStep }: { onStep: (step: SecondStep) => void }) {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const { state, search } = useLocation();
  // The address that the person has finished typing.
  const [email, setEmail] = useState('');
  const form = useForm({ email: '', password: '' }, { isDiscardable: true });
  const meta = useMeta();
  const from = placeIn(state);
  const signIn = async () => {
    try {
      await meshi.signIn(form.fields);
    } catch (thrown) {
      const error = MeshiError.from(thrown);
      if (error.reason !== 'second_step_needed') throw error;
      onStep(error.details.secondStep);
    }
  };
  const submit = () => void form.submit(signIn, checkFields(form.fields, shared));

  return (
    <AccountPage title={isFarewell(state) ? words.farewell : words.signInTitle}>
      <div className="stack">
        <Form form={form} onSubmit={submit} action={shared.account.signIn}>
          <TextField
            {...form.text('email')}
            label={shared.account.email}
            type="email"
            // Password managers store this field as the name of the account: one signs in with the address.
            autoComplete="username"
            maxLength={254}
            onBlur={({ target }) => setEmail(isComplete(target.value) ? target.value.trim() : '')}
          />
          <PasswordField {...form.text('password')} label={shared.account.password} autoComplete="current-password" />
        </Form>
        <CompanyOffers email={email} slug={new URLSearchParams(search).get('organisation')} from={from} />
        <PasskeyButton label={shared.factor.signInWithPasskey} onPress={() => meshi.signInWithPasskey(askPasskey)} />
        <ProviderButtons from={from} />
      </div>
      <div className="account-links">
        <span>
          {words.noAccount}{' '}
          <Link to="/sign-up" state={state}>
            {shared.account.signUp}
          </Link>
        </span>
        {meta?.hasPasswordReset && <Link to="/forgot-password">{words.forgot}</Link>}
        {meta?.hasPasswordReset === false && <p className="quiet">{words.noReset}</p>}
      </div>
    </AccountPage>
  );
}

function isComplete(email: string): boolean {
  return /^\S+@\S+\.\S+$/.test(email.trim());
}

/** After an account was deleted, nobody is welcomed back. */
function isFarewell(state: unknown): boolean {
  return (state as { isFarewell?: boolean } | null)?.isFarewell === true;
}
