/** Where the last line of a mail leads: one press ends all mail. A press, for mail scanners open every link. */
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { AccountPage } from '../account/account-page.tsx';

type State = { name: 'asking' | 'sending' | 'stopped' } | { name: 'failed'; error: unknown };

export function StopMail() {
  const { notifications: words, appName } = useWords();
  const meshi = useMeshi();
  const text = useErrorText();
  // Behind the #, where it reaches no server's log.
  const token = new URLSearchParams(useLocation().hash.slice(1)).get('token') ?? '';
  const [state, setState] = useState<State>({ name: 'asking' });
  const stop = async () => {
    setState({ name: 'sending' });
    try {
      await meshi.notifications.stopMail({ token });
      setState({ name: 'stopped' });
    } catch (error) {
      setState({ name: 'failed', error });
    }
  };
  return (
    <AccountPage title={words.stopTitle} lead={words.stopLead}>
      {state.name === 'stopped' ? (
        <p role="status">{words.stopped}</p>
      ) : (
        <Button kind="main" isWide isBusy={state.name === 'sending'} onClick={() => void stop()}>
          {words.stop}
        </Button>
      )}
      {state.name === 'failed' && (
        <p className="field-problem" role="alert">
          {text(state.error)}
        </p>
      )}
      <div className="account-links">
        <Link to="/">{appName}</Link>
      </div>
    </AccountPage>
  );
}
