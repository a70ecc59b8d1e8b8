/** The page to which a provider of the open space, such as GitHub, sends the browser back. */
import {
  MeshiError,
  type OpenChallenge,
  type OpenProviderId,
  type OwnOpenSignOn,
  type SecondStep,
} from '@meshi/client';
import { useMe } from '@meshi/client/react';
import { useEffect, useState } from 'react';
import { Navigate, useLocation, useNavigate, useParams } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { placeBefore } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { NotFound } from '../../app/not-found.tsx';
import { isProvider, useProviderName } from '../../app/use-provider-name.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Bowl, Problem } from '../../ui/states.tsx';
import { ProviderLink } from './provider-link.tsx';
import { ProviderProof } from './provider-proof.tsx';
import { ProviderSignUp } from './provider-sign-up.tsx';
import { SecondStepForm } from './second-step.tsx';
import { accountWords } from './words.ts';

type State =
  | { kind: 'waiting' }
  | { kind: 'signed_in' }
  | { kind: 'own'; purpose: OwnOpenSignOn['purpose'] }
  | { kind: 'code'; hasAuthenticator: boolean }
  | { kind: 'second'; step: SecondStep }
  | { kind: 'sign_up' | 'link'; challenge: OpenChallenge }
  | { kind: 'failed'; error: unknown };

/** An answer works once, and React may mount a page twice. */
const running = new Map<string, Promise<State>>();

export function ProviderReturn() {
  const { provider } = useParams();
  return isProvider(provider) ? <Return provider={provider} /> : <NotFound />;
}

const HOME = '/topics';

function Return({ provider }: { provider: OpenProviderId }) {
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const me = useMe(meshi);
  const navigate = useNavigate();
  const nameOf = useProviderName();
  const { search } = useLocation();
  const [answer] = useState(() => search.slice(1));
  const [state, setState] = useState<State>({ kind: 'waiting' });
  useEffect(() => {
    // The answer is of no use to anybody else, but does not belong into the history.
    void navigate({ search: '' }, { replace: true });
    const finishing = running.get(answer) ?? finish();
    running.set(answer, finishing);
    void finishing.then(setState);

    async function finish(): Promise<State> {
      try {
        const purpose = new URLSearchParams(answer).get('state')?.split('.')[0];
        const factors = purpose === 'proof' ? await meshi.secondFactors.get() : null;
        if (factors?.isOn) return { kind: 'code', hasAuthenticator: factors.authenticator !== null };
        if (purpose === 'proof' || purpose === 'link') {
          return { kind: 'own', purpose: (await meshi.openSignOn.finishOwn({ provider, answer })).purpose };
        }
        await meshi.finishOpenSignOn({ provider, answer });
        return { kind: 'signed_in' };
      } catch (thrown) {
        return afterProblem(MeshiError.from(thrown));
      }
    }
  }, [meshi, navigate, provider, answer]);

  const before = placeBefore();
  const goOn = () => setState({ kind: 'signed_in' });
  // The second step and the sign-up end with a session.
  const isDone = state.kind === 'signed_in' || (me && (state.kind === 'second' || state.kind === 'sign_up'));
  const place = before ?? HOME;
  // A person who came for a page sees that page first.
  const isWelcomed = state.kind === 'sign_up' && place === HOME;
  if (isDone) return <Navigate to={isWelcomed ? '/welcome' : place} replace />;
  const name = nameOf(provider);
  if (state.kind === 'second') {
    const lead = words.providerSecondLead(name);
    return <SecondStepForm step={state.step} lead={lead} onBack={() => void navigate('/sign-in')} />;
  }
  if (state.kind === 'sign_up') return <ProviderSignUp challenge={state.challenge} name={name} />;
  if (state.kind === 'link') return <ProviderLink challenge={state.challenge} name={name} onDone={goOn} />;
  if (state.kind === 'code') {
    return (
      <ProviderProof
        provider={provider}
        answer={answer}
        hasAuthenticator={state.hasAuthenticator}
        onDone={() => setState({ kind: 'own', purpose: 'proof' })}
      />
    );
  }
  return (
    <AccountPage title={state.kind === 'own' ? words.providerDone[state.purpose](name) : words.providerTitle(name)}>
      {state.kind === 'waiting' && (
        <div className="empty" role="status">
          <Bowl size={64} />
          <p>{words.companyWaiting}</p>
        </div>
      )}
      {state.kind !== 'waiting' && (
        <div className="stack">
          {state.kind === 'failed' && <Problem error={state.error} />}
          {state.kind === 'own' && <p>{words.providerGoOn[state.purpose](name)}</p>}
          {me ? (
            <ButtonLink kind="main" isWide to={place}>
              {words.companyBack}
            </ButtonLink>
          ) : (
            <ButtonLink kind="main" isWide to="/sign-in">
              {words.providerSignIn}
            </ButtonLink>
          )}
        </div>
      )}
    </AccountPage>
  );
}

function afterProblem(error: MeshiError): State {
  if (error.reason === 'second_step_needed') return { kind: 'second', step: error.details.secondStep };
  if (error.reason === 'sign_up_needed') return { kind: 'sign_up', challenge: error.details.openSignOn };
  if (error.reason === 'own_sign_in_needed') return { kind: 'link', challenge: error.details.openSignOn };
  return { kind: 'failed', error };
}
