/** The secret link with which calendar apps show the meals I go to. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { settingsWords } from './words.ts';

export function CalendarSection() {
  const words = useWords(settingsWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.calendar);
  const [url, setUrl] = useState<string | null>(null);
  const link = useQuery({ queryKey: keys.calendar, queryFn: () => meshi.calendar.getLink() });
  const create = () => void run(async () => setUrl((await meshi.calendar.createLink()).url));
  const remove = () =>
    void run(async () => {
      await meshi.calendar.removeLink();
      setUrl(null);
    }, words.linkRemoved);
  const { createdAt: since = null, isEnded = false, lastReadAt = null } = link.data ?? {};
  return (
    <>
      <SectionHead title={words.link} />
      {link.error && !link.data && <Problem error={link.error} onRetry={() => void link.refetch()} />}
      {link.isPending && <Skeleton slips={1} />}
      {link.data && (
        <div className="stack">
          <p>{words.linkText}</p>
          {url && <CopyField label={words.link} hint={words.linkOnce} value={url} />}
          {!url && since && (
            <p className="quiet">{isEnded ? words.linkEnded : words.linkSince(shortDate(since, language))}</p>
          )}
          {since && !isEnded && (
            <p className="quiet">
              {lastReadAt ? (
                <>
                  {words.linkRead}
                  <Ago at={lastReadAt} />
                </>
              ) : (
                words.linkUnread
              )}
            </p>
          )}
          <div className="row">
            <Button kind="main" isBusy={isBusy} onClick={create}>
              {since ? words.linkRenew : words.linkCreate}
            </Button>
            {since && !isEnded && (
              <Button isBusy={isBusy} onClick={remove}>
                {words.linkRemove}
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  );
}
