/** The second step of signing in, after the password. */
import type { SecondStep } from '@meshi/client';
import { useEffect, useRef } from 'react';
import { AccountPage } from '../../app/account-page.tsx';
import { FactorCodeField } from '../../app/factor-code-field.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { PasskeyButton } from '../../app/passkey-button.tsx';
import { askPasskey } from '../../app/passkeys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';

interface SecondStepFormProps {
  step: SecondStep;
  /** What was confirmed in the first step, if it was not the password. */
  lead?: string;
  onBack: () => void;
  /** What is left to do once the person is signed in. */
  onDone?: () => Promise<void>;
}

export function SecondStepForm({ step: { challengeId, methods }, lead, onBack, onDone }: SecondStepFormProps) {
  const words = useWords();
  const meshi = useMeshi();
  const form = useForm({ code: '' }, { isDiscardable: true });
  const fields = useRef<HTMLDivElement>(null);
  // The form replaces the one that had the focus.
  useEffect(() => fields.current?.querySelector('input')?.focus(), []);
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.signInSecond({ challengeId, code: form.fields.code });
        await onDone?.();
      },
      form.fields.code.trim() ? {} : { code: words.errors.required },
    );
  const signInWithPasskey = async () => {
    await meshi.signInWithPasskey(askPasskey);
    await onDone?.();
  };
  return (
    <AccountPage title={words.factor.title}>
      <p>{lead ?? words.factor.lead}</p>
      <div className="stack" ref={fields}>
        <Form form={form} onSubmit={submit} action={words.account.signIn}>
          <FactorCodeField form={form} hasAuthenticator={methods.includes('authenticator')} />
        </Form>
        {methods.includes('passkey') && <PasskeyButton label={words.factor.passkey} onPress={signInWithPasskey} />}
      </div>
      <div className="account-links">
        <div className="text-start">
          <Button kind="plain" onClick={onBack}>
            {words.common.back}
          </Button>
        </div>
      </div>
    </AccountPage>
  );
}
