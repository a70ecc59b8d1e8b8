/** Says that this session acts as an operator, and until when. */
import type { HeldRole } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { operatorWords } from './words.ts';

export function ActingLine({ held }: { held: HeldRole }) {
  const words = useWords(operatorWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.portal, keys.operators);
  useReadAgainAt(held.endsAt);
  const { endsAt, role } = held;
  return (
    <div className="acting-line" role="status">
      <ShieldAlert size={20} aria-hidden />
      <p className="grow">
        <strong>{words.acting(words.roles[role.name] ?? role.name)}</strong>{' '}
        {endsAt && words.actingUntil(clockTime(endsAt, language))}
      </p>
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.portal.leave(), words.left)}>
        {words.endRole}
      </Button>
    </div>
  );
}

/** When the role ends, so does the screen. */
function useReadAgainAt(endsAt: string | null): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!endsAt) return;
    const timer = setTimeout(
      () => void queries.invalidateQueries({ queryKey: keys.portal }),
      Math.max(0, Date.parse(endsAt) - Date.now()) + 500,
    );
    return () => clearTimeout(timer);
  }, [endsAt, queries]);
}
