/** The rest of a sign-up with a provider: the name and the ID. The address comes from the provider. */
import type { OpenChallenge } from '@meshi/client';
import { Link } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { checkFields } from '../../app/field-checks.ts';
import { Agreement } from '../../app/legal-links.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { withReaderTimeZone } from '../../i18n/local-time.ts';
import { Form } from '../../ui/form.tsx';
import { ProfileFields, profileOf } from './profile-fields.tsx';
import { accountWords } from './words.ts';

export function ProviderSignUp({ challenge, name }: { challenge: OpenChallenge; name: string }) {
  const shared = useWords();
  const words = useWords(accountWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { challengeId, email, displayName, handle } = challenge;
  const form = useForm({ displayName, handle });
  const profile = profileOf(form.fields);
  const submit = () =>
    void form.submit(
      () => withReaderTimeZone((timeZone) => meshi.openSignUp({ challengeId, ...profile, language, timeZone })),
      checkFields(profile, shared),
    );
  return (
    <AccountPage title={words.signUpTitle} lead={words.providerSignUpLead(name, email)}>
      <Form form={form} onSubmit={submit} action={words.signUpAction}>
        <ProfileFields form={form} />
        <p className="quiet small">{words.providerNoPassword(name)}</p>
        <Agreement />
      </Form>
      <div className="account-links">
        <span>
          {words.haveAccount} <Link to="/sign-in">{shared.account.signIn}</Link>
        </span>
      </div>
    </AccountPage>
  );
}
