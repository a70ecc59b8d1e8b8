/** Says that operators will remove the second factors, and keeps them with one press. */
import type { SecondFactors } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { settingsWords } from './words.ts';

export function FactorResetNote({ factors: { resetAt } }: { factors: SecondFactors }) {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.secondFactors);
  if (!resetAt) return null;
  return (
    <div className="slip slip-note stack" role="status">
      <p>
        <b>{words.factorResetAt(fullTime(resetAt, language))}</b>
        <br />
        {words.factorResetText}
      </p>
      <div>
        <Button isBusy={isBusy} onClick={() => void run(() => meshi.secondFactors.keep(), words.factorsKept)}>
          {words.factorsKeep}
        </Button>
      </div>
    </div>
  );
}
