/** The second step of signing in: the authenticator app and the recovery codes. */
import type { NewAuthenticator, SecondFactors } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { AuthenticatorSetUp } from './authenticator-set-up.tsx';
import { FactorResetNote } from './factor-reset-note.tsx';
import { settingsWords } from './words.ts';

interface PartProps {
  /** Shows new recovery codes, once. */
  onCodes: (codes: readonly string[]) => void;
}

export function SecondFactorPart({ onCodes }: PartProps) {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.secondFactors);
  const [adding, setAdding] = useState<NewAuthenticator | null>(null);
  const factors = useQuery({ queryKey: keys.secondFactors, queryFn: () => meshi.secondFactors.get() });
  const begin = () => void run(async () => setAdding(await meshi.secondFactors.beginAuthenticator()));
  const added = (codes: readonly string[] | null) => {
    setAdding(null);
    if (codes) onCodes(codes);
  };
  return (
    <section className="stack" aria-labelledby="security-second">
      <h2 id="security-second">{words.secondFactor}</h2>
      {factors.error && !factors.data && <Problem error={factors.error} onRetry={() => void factors.refetch()} />}
      {factors.isPending && <Skeleton slips={1} />}
      {factors.data && <FactorResetNote factors={factors.data} />}
      {adding && <AuthenticatorSetUp authenticator={adding} onAdded={added} onCancel={() => setAdding(null)} />}
      {factors.data && !adding && (
        <>
          {!factors.data.authenticator && (
            <>
              <p className="quiet">{words.secondFactorText}</p>
              <div>
                <Button isBusy={isBusy} onClick={begin}>
                  {words.authenticatorAdd}
                </Button>
              </div>
            </>
          )}
          {factors.data.authenticator && (
            <Authenticator addedAt={factors.data.authenticator.addedAt} onReplace={begin} isBusy={isBusy} />
          )}
          {factors.data.isOn && <RecoveryLine factors={factors.data} onCodes={onCodes} />}
        </>
      )}
    </section>
  );
}

function Authenticator({ addedAt, onReplace, isBusy }: { addedAt: string; onReplace: () => void; isBusy: boolean }) {
  const shared = useWords();
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run } = useAction(keys.secondFactors, keys.portal);
  const [isAsking, setAsking] = useState(false);
  const remove = () => run(() => meshi.secondFactors.removeAuthenticator(), words.authenticatorRemoved);
  return (
    <>
      <p>
        <b>{words.authenticator}</b>
        <span className="chip current-chip">{words.factorOn}</span>
        <br />
        <span className="quiet">{words.since(shortDate(addedAt, language))}</span>
      </p>
      <div className="row">
        <Button isBusy={isBusy} onClick={onReplace}>
          {words.authenticatorReplace}
        </Button>
        <Button onClick={() => setAsking(true)}>{shared.common.remove}</Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.authenticatorRemoveTitle}
        text={words.authenticatorRemoveText}
        action={shared.common.remove}
        onConfirm={remove}
      />
    </>
  );
}

function RecoveryLine({ factors, onCodes }: PartProps & { factors: SecondFactors }) {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.secondFactors);
  const make = () => void run(async () => onCodes((await meshi.secondFactors.makeRecoveryCodes()).recoveryCodes));
  return (
    <div className="stack-tight">
      <p>
        <b>{words.recoveryCodes}</b> <span className="quiet">{words.recoveryLeft(factors.recoveryCodesLeft)}</span>
      </p>
      <div>
        <Button isBusy={isBusy} onClick={make}>
          {words.recoveryMake}
        </Button>
      </div>
    </div>
  );
}
