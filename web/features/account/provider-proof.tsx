/** The second factor of a fresh proof that a provider has given. */
import type { OpenProviderId } from '@meshi/client';
import { AccountPage } from '../../app/account-page.tsx';
import { FactorCodeField } from '../../app/factor-code-field.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';

interface ProviderProofProps {
  provider: OpenProviderId;
  answer: string;
  hasAuthenticator: boolean;
  onDone: () => void;
}

export function ProviderProof({ provider, answer, hasAuthenticator, onDone }: ProviderProofProps) {
  const words = useWords();
  const meshi = useMeshi();
  const form = useForm({ code: '' }, { isDiscardable: true });
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.openSignOn.finishOwn({ provider, answer, code: form.fields.code });
        onDone();
      },
      form.fields.code.trim() ? {} : { code: words.errors.required },
    );
  return (
    <AccountPage title={words.proof.title}>
      <Form form={form} onSubmit={submit} action={words.proof.action}>
        <FactorCodeField form={form} hasAuthenticator={hasAuthenticator} />
      </Form>
    </AccountPage>
  );
}
