/** Proves that an account with the same address is mine, before the company account is linked to it. */
import type { SignOnLink } from '@meshi/client';
import { useState } from 'react';
import { AccountPage } from '../../app/account-page.tsx';
import { CodeField } from '../../app/code-field.tsx';
import { FactorCodeField } from '../../app/factor-code-field.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { PasskeyButton } from '../../app/passkey-button.tsx';
import { askPasskey } from '../../app/passkeys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { accountWords } from './words.ts';

export function CompanyLinkForm({ link, onDone }: { link: SignOnLink; onDone: () => void }) {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const mailing = useAction();
  const [isByMail, setByMail] = useState(false);
  const { challengeId, email, canMail, needsCode } = link;
  const form = useForm({ password: '', code: '', mailCode: '' }, { isDiscardable: true });
  const { password, code, mailCode } = form.fields;
  const submit = () =>
    void form.submit(
      async () => {
        await meshi.linkSignOn({
          challengeId,
          ...(isByMail ? { mailCode } : { password }),
          ...(needsCode && code && { code }),
        });
        onDone();
      },
      isByMail ? {} : password ? {} : { password: shared.errors.required },
    );
  const sendMail = async () => {
    if (await mailing.run(() => meshi.signOn.mailCode({ challengeId }))) setByMail(true);
  };
  const linkByPasskey = async () => {
    const { options } = await meshi.passkeys.begin();
    await meshi.linkSignOn({ challengeId, passkey: await askPasskey(options) });
    onDone();
  };
  return (
    <AccountPage title={words.companyLinkTitle} lead={words.companyLinkLead(email)}>
      <div className="stack">
        <Form form={form} onSubmit={submit} action={words.companyLink}>
          {isByMail ? (
            <CodeField {...form.text('mailCode')} hint={shared.emailCode.codeSent(email)} />
          ) : (
            <PasswordField {...form.text('password')} label={shared.account.password} autoComplete="current-password" />
          )}
          {needsCode && <FactorCodeField form={form} hasAuthenticator />}
        </Form>
        <PasskeyButton label={shared.proof.passkey} onPress={linkByPasskey} />
        {canMail && !isByMail && (
          <Button isWide isBusy={mailing.isBusy} onClick={() => void sendMail()}>
            {words.companyMailCode}
          </Button>
        )}
      </div>
    </AccountPage>
  );
}
