/** Sign-in and security: the password, the second factor, passkeys, and the devices that are signed in. */
import { useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { IdentitiesPart } from './identities-part.tsx';
import { PasskeysPart } from './passkeys-part.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SecondFactorPart } from './second-factor-part.tsx';
import { SessionsPart } from './sessions-part.tsx';
import { WayBack } from './way-back.tsx';
import { settingsWords } from './words.ts';

export function SecuritySection() {
  const words = useWords(settingsWords);
  const { account } = useMyself();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <>
      <SectionHead title={words.security} />
      {!codes && <WayBack />}
      {codes ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
      ) : (
        <div className="security-parts">
          <section className="stack" aria-labelledby="security-password">
            <h2 id="security-password">{words.password}</h2>
            <div>
              <ButtonLink to="/settings/password">
                {account.hasPassword ? words.changePassword : words.setPassword}
              </ButtonLink>
            </div>
          </section>
          <SecondFactorPart onCodes={setCodes} />
          <PasskeysPart onCodes={setCodes} />
          <IdentitiesPart />
          <SessionsPart />
        </div>
      )}
    </>
  );
}
