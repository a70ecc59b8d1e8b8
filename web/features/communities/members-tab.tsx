/** The members of a community, with what moderators may do for each. */
import type { Community, CommunityMember } from '@meshi/client';
import { Ban, Crown, MessageCircle, MessageCircleOff, ShieldCheck, UserMinus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { More } from '../../ui/more.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useAct, usePages } from './community-queries.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RANKS = { owner: 2, moderator: 1, member: 0 } as const;

export function MembersTab({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const { id: communityId } = community;
  const list = usePages(['of', communityId, 'members'], (page, options) =>
    meshi.communities.members({ communityId, ...page }, options),
  );
  if (list.isPending) return <Skeleton />;
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <section className="community-section" aria-label={words.tabs.members}>
      <ul>
        {list.data.map((member) => (
          <MemberRow key={member.person.id} member={member} community={community} />
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}

function MemberRow({ member, community }: { member: CommunityMember; community: Community }) {
  const { words, language } = useLanguage();
  const { communities: own } = words;
  const { profile } = useMyself();
  const { person, role, mutedUntil } = member;
  return (
    <li className="community-row">
      <span className="grow one-line">
        <PersonLink person={person} />
      </span>
      {person.id === profile.id && <span className="quiet small">{own.you}</span>}
      {mutedUntil && <span className="chip">{own.untilTime(fullTime(mutedUntil, language))}</span>}
      {role !== 'member' && <span className="chip">{own.roles[role]}</span>}
      {person.id !== profile.id && <MemberMenu member={member} community={community} />}
    </li>
  );
}

/** What is asked about before it is done, because it is kept with its reason. */
interface Step {
  title: string;
  act: (reason: string) => Promise<unknown>;
  hasReason: boolean;
  text?: string;
}

function MemberMenu({ member, community }: { member: CommunityMember; community: Community }) {
  const { communities: words } = useWords();
  const [step, setStep] = useState<Step | null>(null);
  const entries = useEntries(member, community, setStep);
  if (entries.length === 0) return null;
  return (
    <>
      <Menu label={member.person.displayName} entries={entries} />
      {step && (
        <StepDialog step={step} name={member.person.displayName} onClose={() => setStep(null)} done={words.done} />
      )}
    </>
  );
}

function useEntries(
  { person, role, mutedUntil }: CommunityMember,
  { id: communityId, permissions, standing }: Community,
  ask: (step: Step) => void,
): MenuEntry[] {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const place = { communityId, personId: person.id };
  const isBelow = standing in RANKS && RANKS[standing as keyof typeof RANKS] > RANKS[role];
  const may = (permission: Community['permissions'][number]) => permissions.includes(permission);
  const setRole = (next: CommunityMember['role']) => () =>
    void act(() => meshi.communities.setRole({ ...place, role: next }), words.done);
  const until = (ms: number) => new Date(Date.now() + ms).toISOString();
  const withReason = (title: string, run: Step['act']) => () => ask({ title, act: run, hasReason: true });
  const mute = (ms: number) => (reason: string) => meshi.communities.mute({ ...place, reason, until: until(ms) });
  const ban = (ms: number | null) => (reason: string) =>
    meshi.communities.ban({ ...place, reason, until: ms === null ? null : until(ms) });
  const handOver = () =>
    ask({
      title: words.handOverTitle(person.displayName),
      text: words.handOverText,
      act: () => meshi.communities.handOver(place),
      hasReason: false,
    });
  const roles: MenuEntry[] = [
    { label: words.makeOwner, icon: Crown, onSelect: setRole('owner') },
    { label: words.makeModerator, icon: ShieldCheck, onSelect: setRole('moderator') },
    { label: words.makeMember, icon: UserRound, onSelect: setRole('member') },
  ];
  const current = ['owner', 'moderator', 'member'].indexOf(role);
  return [
    ...(may('set_roles') ? roles.filter((_, at) => at !== current) : []),
    ...(may('hand_over') && role !== 'owner' ? [{ label: words.handOver, icon: Crown, onSelect: handOver }] : []),
    ...(may('mute') && isBelow
      ? mutedUntil
        ? [
            {
              label: words.unmute,
              icon: MessageCircle,
              onSelect: () => void act(() => meshi.communities.unmute(place), words.done),
            },
          ]
        : [
            { label: words.muteHour, icon: MessageCircleOff, onSelect: withReason(words.muteHour, mute(HOUR_MS)) },
            { label: words.muteDay, icon: MessageCircleOff, onSelect: withReason(words.muteDay, mute(DAY_MS)) },
          ]
      : []),
    ...(may('remove') && isBelow
      ? [
          {
            label: words.remove,
            icon: UserMinus,
            isDanger: true,
            onSelect: withReason(words.remove, (reason) => meshi.communities.remove({ ...place, reason })),
          },
        ]
      : []),
    ...(may('ban') && isBelow
      ? [
          { label: words.banWeek, icon: Ban, isDanger: true, onSelect: withReason(words.banWeek, ban(7 * DAY_MS)) },
          { label: words.ban, icon: Ban, isDanger: true, onSelect: withReason(words.ban, ban(null)) },
        ]
      : []),
  ];
}

function StepDialog({ step, name, onClose, done }: { step: Step; name: string; onClose: () => void; done: string }) {
  const { communities: words } = useWords();
  const act = useAct();
  const [reason, setReason] = useState('');
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={step.hasReason ? `${name}: ${step.title}` : step.title}
      text={
        step.hasReason ? (
          <TextField
            label={words.reason}
            hint={words.reasonHint}
            isOptional
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : (
          step.text
        )
      }
      action={step.hasReason ? step.title : words.handOver}
      onConfirm={() => act(() => step.act(reason), done)}
    />
  );
}
