/** The page to which the identity provider of an organisation sends the browser back. */
import { MeshiError, type OwnSignOn, type SignOnLink } from '@meshi/client';
import { useEffect, useState } from 'react';
import { Link, Navigate, useLocation, useNavigate, useParams } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { placeBefore } from '../../app/company-sign-on.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Bowl, Problem } from '../../ui/states.tsx';
import { CompanyLinkForm } from './company-link.tsx';
import { accountWords } from './words.ts';
import './company.css';

type State =
  | { kind: 'waiting' }
  | { kind: 'signed_in' }
  | { kind: 'own'; result: OwnSignOn }
  | { kind: 'link'; link: SignOnLink }
  | { kind: 'failed'; error: unknown };

/** An answer works once, and React may mount a page twice. */
const running = new Map<string, Promise<State>>();

export function CompanyReturn() {
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  const { tenantId = '' } = useParams();
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
        if (!isSignIn(answer)) return { kind: 'own', result: await meshi.signOn.finishOwn({ answer }) };
        await meshi.finishSignOn({ tenantId, answer });
        return { kind: 'signed_in' };
      } catch (thrown) {
        const error = MeshiError.from(thrown);
        if (error.reason === 'sign_on_link_needed') return { kind: 'link', link: error.details.signOnLink };
        return { kind: 'failed', error };
      }
    }
  }, [meshi, navigate, tenantId, answer]);

  const before = placeBefore();
  if (state.kind === 'signed_in') return <Navigate to={before ?? '/topics'} replace />;
  if (state.kind === 'link')
    return <CompanyLinkForm link={state.link} onDone={() => setState({ kind: 'signed_in' })} />;
  if (state.kind === 'own' && state.result.purpose === 'test')
    return <TestResult result={state.result} back={before} />;
  return (
    <AccountPage title={state.kind === 'own' ? words.companyDone[state.result.purpose] : words.companyTitle}>
      {state.kind === 'waiting' && (
        <div className="empty" role="status">
          <Bowl size={64} />
          <p>{words.companyWaiting}</p>
        </div>
      )}
      {state.kind === 'failed' && <Problem error={state.error} />}
      {state.kind === 'own' && <p>{words.companyGoOn[state.result.purpose]}</p>}
      {state.kind !== 'waiting' && (
        <ButtonLink kind="main" isWide to={before ?? '/sign-in'}>
          {words.companyBack}
        </ButtonLink>
      )}
      {state.kind === 'failed' && (
        <div className="account-links">
          <Link to="/sign-in">{words.otherSignIn}</Link>
        </div>
      )}
    </AccountPage>
  );
}

/** What an owner reads after a test. */
function TestResult({ result, back }: { result: OwnSignOn; back: string | null }) {
  const words = useWords(accountWords);
  const { subject, email, isEmailVerified, groups, problems } = result;
  return (
    <AccountPage title={words.companyDone.test} lead={words.companyGoOn.test}>
      <dl className="company-facts">
        <dt>{words.companySubject}</dt>
        <dd>{subject}</dd>
        <dt>{words.companyEmail}</dt>
        <dd>
          {email ?? words.companyNone}
          {email && ` (${isEmailVerified ? words.companyVerified : words.companyUnverified})`}
        </dd>
        <dt>{words.companyGroups}</dt>
        <dd>{groups === null ? words.companyNone : groups.join(', ') || '0'}</dd>
      </dl>
      {problems.length > 0 && (
        <ul className="problem" role="status">
          {problems.map((problem) => (
            <li key={problem}>{words.companyProblems[problem]}</li>
          ))}
        </ul>
      )}
      <ButtonLink kind="main" isWide to={back ?? '/organisation'}>
        {words.companyBack}
      </ButtonLink>
    </AccountPage>
  );
}

/** The server puts the purpose in front of the state. It decides by what it has stored. */
function isSignIn(answer: string): boolean {
  return new URLSearchParams(answer).get('state')?.startsWith('sign_in.') ?? true;
}
