/** Shown instead of an organisation that asks for a second factor, to a member without one: why, and the ways on. */
import { useConnection } from '@meshi/client/react';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useTenantName } from './tenant-name.ts';
import { useSwitch } from './use-switch.ts';
import { tenantWords } from './words.ts';

/** Screens that a person needs to add a factor, to leave, or to go elsewhere. Old addresses below /me lead to them. */
const OPEN_PATH = /^\/(?:settings|organisation)(?:\/|$)|^\/me\/./;

export function FactorGate({ children }: { children: ReactNode }) {
  const { error } = useConnection(useMeshi());
  const { pathname } = useLocation();
  const isShutOut = error?.reason === 'second_factor_needed' && !OPEN_PATH.test(pathname);
  return isShutOut ? <FactorNeeded /> : children;
}

function FactorNeeded() {
  const { nav } = useWords();
  const words = useWords(tenantWords);
  const { tenant } = useMyself();
  const name = useTenantName()(tenant);
  const { isBusy, switchTo } = useSwitch();
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.factorNeeded(name)} />
      </header>
      <div className="stack">
        <p>{words.factorNeededText}</p>
        <div className="row">
          <ButtonLink kind="main" to="/settings/security" state={{ wayBack: 'organisation' }}>
            {words.addFactor}
          </ButtonLink>
          <Button isBusy={isBusy} onClick={() => void switchTo({ id: 'public', name: null })}>
            {words.switchTo(nav.everyone)}
          </Button>
        </div>
      </div>
    </div>
  );
}
