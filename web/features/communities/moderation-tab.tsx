/** The tools of moderators: requests to join, reports, invitations, bans, and the moderation log. */
import type { Community, MeshiClient, ModerationEntry, Report } from '@meshi/client';
import type { ReactNode } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import type { PageList } from '../../app/use-pages.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { reportWords } from '../../ui/report/words.ts';
import { useCommunityPages } from './community-queries.ts';
import { Invitations } from './invitations.tsx';
import { communityWords } from './words.ts';

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

interface PartProps {
  communityId: string;
}

type ItemOf<List extends 'requests' | 'bans'> = Awaited<ReturnType<MeshiClient['communities'][List]>>['items'][number];

interface SectionProps<Item> {
  title: string;
  list: PageList<Item>;
  /** The text of an empty list. Without it, an empty section is not shown. */
  empty?: string;
  children: (item: Item) => ReactNode;
}

function Section<Item>({ title, list, empty, children }: SectionProps<Item>) {
  if (!empty && !list.data?.length) return null;
  return (
    <section className="community-section" aria-label={title}>
      <h2 className="section-title">{title}</h2>
      <Paged list={list} slips={1} empty={<p className="quiet">{empty}</p>}>
        {(items) => <ul>{items.map(children)}</ul>}
      </Paged>
    </section>
  );
}

function Requests({ communityId }: PartProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const list = useCommunityPages(['of', communityId, 'requests'], (page, options) =>
    meshi.communities.requests({ communityId, ...page }, options),
  );
  return (
    <Section title={words.requests} list={list}>
      {(request) => <RequestRow key={request.person.id} request={request} communityId={communityId} />}
    </Section>
  );
}

function RequestRow({ request, communityId }: PartProps & { request: ItemOf<'requests'> }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities, keys.home);
  const { person, note, createdAt } = request;
  const target = { communityId, personId: person.id };
  return (
    <li className="community-row">
      <div className="grow stack-tight">
        <PersonLink person={person} />
        {note && <p className="preline small">{note}</p>}
        <p className="quiet small">
          <Ago at={createdAt} />
        </p>
      </div>
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.communities.decline(target), words.requestDeclined)}>
        {words.declineRequest}
      </Button>
      <Button
        kind="main"
        isBusy={isBusy}
        onClick={() => void run(() => meshi.communities.admit(target), words.requestApproved)}
      >
        {words.approve}
      </Button>
    </li>
  );
}

function Reports({ communityId }: PartProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const list = useCommunityPages(['of', communityId, 'reports'], (page, options) =>
    meshi.communities.reports({ communityId, ...page }, options),
  );
  return (
    <Section title={words.reports} list={list} empty={words.noReports}>
      {(report) => <ReportRow key={report.id} report={report} communityId={communityId} />}
    </Section>
  );
}

function ReportRow({ report, communityId }: PartProps & { report: Report }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  const { reasons } = useWords(reportWords);
  const { id: reportId, conversationId, seq, category, reason } = report;
  const end = (state: 'handled' | 'dismissed') => meshi.communities.handleReport({ communityId, reportId, state });
  const hide = () =>
    run(async () => {
      await meshi.communities.hideMessage({ communityId, conversationId, seq });
      await end('handled');
    }, words.hidden);
  return (
    <li className="community-row community-report">
      <div className="grow stack-tight">
        <PersonLink person={report.sender} />
        <blockquote className="community-quote preline">{report.text}</blockquote>
        <p className="quiet small">
          {words.reportedBy(report.reporter.displayName)}
          {category && ` · ${reasons[category]}`} · <Ago at={report.createdAt} />
        </p>
        {reason && <p className="preline">{reason}</p>}
      </div>
      <Button isBusy={isBusy} onClick={() => void run(() => end('dismissed'), words.dismissed)}>
        {words.dismiss}
      </Button>
      <Button isBusy={isBusy} onClick={() => void run(() => end('handled'), words.handled)}>
        {words.handle}
      </Button>
      <Button kind="danger" isBusy={isBusy} onClick={() => void hide()}>
        {words.hide}
      </Button>
    </li>
  );
}

function Bans({ communityId }: PartProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const list = useCommunityPages(['of', communityId, 'bans'], (page, options) =>
    meshi.communities.bans({ communityId, ...page }, options),
  );
  return (
    <Section title={words.bans} list={list}>
      {(ban) => <BanRow key={ban.person.id} ban={ban} communityId={communityId} />}
    </Section>
  );
}

function BanRow({ ban, communityId }: PartProps & { ban: ItemOf<'bans'> }) {
  const words = useWords(communityWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  const { person, reason, until } = ban;
  return (
    <li className="community-row">
      <div className="grow stack-tight">
        <PersonLink person={person} />
        <p className="quiet small">
          {until ? words.untilTime(fullTime(until, language)) : words.permanently}
          {reason && ` · ${reason}`}
        </p>
      </div>
      <Button
        isBusy={isBusy}
        onClick={() => void run(() => meshi.communities.unban({ communityId, personId: person.id }), words.unbanned)}
      >
        {words.unban}
      </Button>
    </li>
  );
}

function Log({ communityId }: PartProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const list = useCommunityPages(['of', communityId, 'log'], (page, options) =>
    meshi.communities.log({ communityId, ...page }, options),
  );
  return (
    <Section title={words.log} list={list}>
      {(entry) => (
        <li className="community-row" key={entry.id}>
          <LogLine entry={entry} />
        </li>
      )}
    </Section>
  );
}

function LogLine({ entry }: { entry: ModerationEntry }) {
  const words = useWords(communityWords);
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
