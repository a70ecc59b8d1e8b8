/** What moderators see to: requests, reports, invitations, bans, and the log of it all. */
import type { Community, ModerationEntry, Report } from '@meshi/client';
import type { ReactNode } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { useAct, usePages } from './community-queries.ts';
import { Invitations } from './invitations.tsx';

export function ModerationTab({ community }: { community: Community }) {
  const { id: communityId } = community;
  return (
    <>
      <Requests communityId={communityId} />
      <Reports communityId={communityId} />
      <Invitations communityId={communityId} />
      <Bans communityId={communityId} />
      <Log communityId={communityId} />
    </>
  );
}

interface PlaceProps {
  communityId: string;
}

/** A heading and rows, left out where there are none and nothing is to be said of that. */
function Section({ title, empty, isEmpty, children }: SectionProps) {
  if (isEmpty && !empty) return null;
  return (
    <section className="community-section" aria-label={title}>
      <h2 className="section-title">{title}</h2>
      {isEmpty ? <p className="quiet">{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

interface SectionProps {
  title: string;
  empty?: string;
  isEmpty: boolean;
  children: ReactNode;
}

function Requests({ communityId }: PlaceProps) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const { data = [] } = usePages(['of', communityId, 'requests'], (page, options) =>
    meshi.communities.requests({ communityId, ...page }, options),
  );
  return (
    <Section title={words.requests} isEmpty={data.length === 0}>
      {data.map(({ person, note, createdAt }) => {
        const place = { communityId, personId: person.id };
        return (
          <li className="community-row" key={person.id}>
            <div className="grow stack-tight">
              <PersonLink person={person} />
              {note && <p className="preline small">{note}</p>}
              <p className="quiet small">
                <Ago at={createdAt} />
              </p>
            </div>
            <Button onClick={() => void act(() => meshi.communities.decline(place), words.done)}>
              {words.declineRequest}
            </Button>
            <Button kind="main" onClick={() => void act(() => meshi.communities.admit(place), words.done)}>
              {words.admit}
            </Button>
          </li>
        );
      })}
    </Section>
  );
}

function Reports({ communityId }: PlaceProps) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const { data = [] } = usePages(['of', communityId, 'reports'], (page, options) =>
    meshi.communities.reports({ communityId, ...page }, options),
  );
  return (
    <Section title={words.reports} empty={words.noReports} isEmpty={data.length === 0}>
      {data.map((report) => (
        <ReportRow key={report.id} report={report} communityId={communityId} />
      ))}
    </Section>
  );
}

function ReportRow({ report, communityId }: PlaceProps & { report: Report }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const { id: reportId, conversationId, seq, reason } = report;
  const end = (state: 'handled' | 'dismissed') => () =>
    void act(() => meshi.communities.handleReport({ communityId, reportId, state }), words.done);
  const hide = () =>
    void act(async () => {
      await meshi.communities.hideMessage({ communityId, conversationId, seq, reason });
      await meshi.communities.handleReport({ communityId, reportId, state: 'handled' });
    }, words.done);
  return (
    <li className="community-row">
      <div className="grow stack-tight">
        <PersonLink person={report.sender} />
        <blockquote className="community-quote preline">{report.text}</blockquote>
        <p className="quiet small">
          {words.reportedBy(report.reporter.displayName)}
          {reason && ` · ${reason}`} · <Ago at={report.createdAt} />
        </p>
      </div>
      <Button onClick={end('dismissed')}>{words.dismiss}</Button>
      <Button onClick={end('handled')}>{words.handled}</Button>
      <Button kind="danger" onClick={hide}>
        {words.hide}
      </Button>
    </li>
  );
}

function Bans({ communityId }: PlaceProps) {
  const { words, language } = useLanguage();
  const { communities: own } = words;
  const meshi = useMeshi();
  const act = useAct();
  const { data = [] } = usePages(['of', communityId, 'bans'], (page, options) =>
    meshi.communities.bans({ communityId, ...page }, options),
  );
  return (
    <Section title={own.bans} isEmpty={data.length === 0}>
      {data.map(({ person, reason, until }) => (
        <li className="community-row" key={person.id}>
          <div className="grow stack-tight">
            <PersonLink person={person} />
            <p className="quiet small">
              {until ? own.untilTime(fullTime(until, language)) : own.forGood}
              {reason && ` · ${reason}`}
            </p>
          </div>
          <Button
            onClick={() => void act(() => meshi.communities.unban({ communityId, personId: person.id }), own.done)}
          >
            {own.unban}
          </Button>
        </li>
      ))}
    </Section>
  );
}

function Log({ communityId }: PlaceProps) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const list = usePages(['of', communityId, 'log'], (page, options) =>
    meshi.communities.log({ communityId, ...page }, options),
  );
  const entries = list.data ?? [];
  return (
    <>
      <Section title={words.log} isEmpty={entries.length === 0}>
        {entries.map((entry) => (
          <li className="community-row" key={entry.id}>
            <LogLine entry={entry} />
          </li>
        ))}
      </Section>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

function LogLine({ entry }: { entry: ModerationEntry }) {
  const { communities: words } = useWords();
  const { actor, action, target, subject, reason, createdAt } = entry;
  const about = action === 'role_set' ? words.roles[subject as keyof typeof words.roles] : subject;
  const isNamed = action.startsWith('channel') || action.startsWith('announcement') || action === 'role_set';
  return (
    <div className="grow">
      <p>
        <strong>{actor.displayName}</strong> {words.actions[action]}
        {target && <strong> {target.displayName}</strong>}
        {isNamed && about && ` (${about})`}
      </p>
      <p className="quiet small">
        <Ago at={createdAt} />
        {reason && ` · ${reason}`}
      </p>
    </div>
  );
}
