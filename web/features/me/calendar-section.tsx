/** The secret link at which calendar programs read what one goes to. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { SectionHead } from './section-head.tsx';

export function CalendarSection() {
  const { words, language } = useLanguage();
  const { meals } = words;
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const [url, setUrl] = useState<string | null>(null);
  const link = useQuery({ queryKey: keys.calendar, queryFn: () => meshi.calendar.getLink() });
  const run = async (action: () => Promise<void>) => {
    try {
      await action();
      await queries.invalidateQueries({ queryKey: keys.calendar });
    } catch (error) {
      tell.problem(text(error));
    }
  };
  const create = () => run(async () => setUrl((await meshi.calendar.createLink()).url));
  const remove = () =>
    run(async () => {
      await meshi.calendar.removeLink();
      setUrl(null);
      tell.done(meals.linkRemoved);
    });
  const since = link.data?.createdAt;
  return (
    <>
      <SectionHead title={meals.link} />
      {link.error && !link.data && <Problem error={link.error} onRetry={() => void link.refetch()} />}
      {link.isPending && <Skeleton slips={1} />}
      {link.data && (
        <div className="stack">
          <p>{meals.linkText}</p>
          {url && <NewLink url={url} />}
          {!url && since && <p className="quiet">{meals.linkSince(shortDate(since, language))}</p>}
          <div className="row">
            <Button kind="main" onClick={() => void create()}>
              {since ? meals.linkRenew : meals.linkCreate}
            </Button>
            {since && <Button onClick={() => void remove()}>{meals.linkRemove}</Button>}
          </div>
        </div>
      )}
    </>
  );
}

function NewLink({ url }: { url: string }) {
  const { meals } = useLanguage().words;
  const tell = useTell();
  const copy = () => navigator.clipboard.writeText(url).then(() => tell.done(meals.shared));
  return (
    <div className="stack-tight">
      <TextField
        label={meals.link}
        hint={meals.linkOnce}
        readOnly
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <div>
        <Button onClick={() => void copy()}>{meals.copy}</Button>
      </div>
    </div>
  );
}
