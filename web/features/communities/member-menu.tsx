/** The menu of a member for moderators and owners. Most actions first ask for a reason, which the moderation log keeps. */
import { type Community, type CommunityMember, wireLimits } from '@meshi/client';
import { Ban, Crown, MessageCircle, MessageCircleOff, ShieldCheck, UserMinus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useRefreshCommunities } from './community-queries.ts';
import { communityWords } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RANKS = { owner: 2, moderator: 1, member: 0 } as const;

interface MemberProps {
  member: CommunityMember;
  community: Community;
}

/** An action that asks for a reason. */
interface ReasonedAction {
  title: string;
  done: string;
  run: (reason: string) => Promise<unknown>;
}

export function MemberMenu({ member, community }: MemberProps) {
  const [action, setAction] = useState<ReasonedAction | null>(null);
  const [isTransferring, setTransferring] = useState(false);
  const roleEntries = useRoleEntries({ member, community }, () => setTransferring(true));
  const moderationEntries = useModerationEntries({ member, community }, setAction);
  const entries = [...roleEntries, ...moderationEntries];
  if (entries.length === 0) return null;
  const { displayName } = member.person;
  return (
    <>
      <Menu label={displayName} entries={entries} />
      {action && <ReasonDialog action={action} name={displayName} onClose={() => setAction(null)} />}
      <TransferDialog
        member={member}
        community={community}
        isOpen={isTransferring}
        onClose={() => setTransferring(false)}
      />
    </>
  );
}

function useRoleEntries({ member, community }: MemberProps, onTransfer: () => void): MenuEntry[] {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const { person, role } = member;
  const { id: communityId, permissions } = community;
  const setRole = (next: CommunityMember['role']) => () =>
    void run(() => meshi.communities.setRole({ communityId, personId: person.id, role: next }), words.roleChanged);
  const roles = [
    { role: 'owner', entry: { label: words.makeOwner, icon: Crown, onSelect: setRole('owner') } },
    { role: 'moderator', entry: { label: words.makeModerator, icon: ShieldCheck, onSelect: setRole('moderator') } },
    { role: 'member', entry: { label: words.makeMember, icon: UserRound, onSelect: setRole('member') } },
  ];
  const others = roles.filter((one) => one.role !== role).map(({ entry }) => entry);
  const canTransfer = permissions.includes('community:hand_over') && role !== 'owner';
  return [
    ...(permissions.includes('community:set_roles') ? others : []),
    ...(canTransfer ? [{ label: words.transferOwnership, icon: Crown, onSelect: onTransfer }] : []),
  ];
}

function useModerationEntries({ member, community }: MemberProps, ask: (action: ReasonedAction) => void): MenuEntry[] {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const { person, role, mutedUntil } = member;
  const { id: communityId, permissions, standing } = community;
  if (!(standing in RANKS && RANKS[standing as keyof typeof RANKS] > RANKS[role])) return [];

  const target = { communityId, personId: person.id };
  const until = (ms: number) => new Date(Date.now() + ms).toISOString();
  const mute = (title: string, ms: number): MenuEntry => ({
    label: title,
    icon: MessageCircleOff,
    onSelect: () =>
      ask({
        title,
        done: words.muted,
        run: (reason) => meshi.communities.mute({ ...target, reason, until: until(ms) }),
      }),
  });
  const ban = (title: string, ms: number | null): MenuEntry => ({
    label: title,
    icon: Ban,
    isDanger: true,
    onSelect: () =>
      ask({
        title,
        done: words.banned,
        run: (reason) => meshi.communities.ban({ ...target, reason, until: ms === null ? null : until(ms) }),
      }),
  });
  const unmute: MenuEntry = {
    label: words.unmute,
    icon: MessageCircle,
    onSelect: () => void run(() => meshi.communities.unmute(target), words.unmuted),
  };
  const remove: MenuEntry = {
    label: words.remove,
    icon: UserMinus,
    isDanger: true,
    onSelect: () =>
      ask({
        title: words.remove,
        done: words.removed,
        run: (reason) => meshi.communities.remove({ ...target, reason }),
      }),
  };
  const muteEntries = mutedUntil ? [unmute] : [mute(words.muteHour, HOUR_MS), mute(words.muteDay, DAY_MS)];
  return [
    ...(permissions.includes('community:mute') ? muteEntries : []),
    ...(permissions.includes('community:remove') ? [remove] : []),
    ...(permissions.includes('community:ban') ? [ban(words.banWeek, 7 * DAY_MS), ban(words.ban, null)] : []),
  ];
}

interface ReasonDialogProps {
  action: ReasonedAction;
  name: string;
  onClose: () => void;
}

function ReasonDialog({ action, name, onClose }: ReasonDialogProps) {
  const words = useWords(communityWords);
  const toast = useToast();
  const refresh = useRefreshCommunities();
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={`${name}: ${action.title}`}
      action={action.title}
      isDanger
      isSmall
      start={() => ({ reason: '' })}
      send={async ({ reason }) => {
        await action.run(reason);
        toast.done(action.done);
        refresh();
      }}
    >
      {(form) => (
        <TextField
          {...form.text('reason')}
          label={words.reason}
          hint={words.reasonHint}
          isOptional
          maxLength={wireLimits.reasonChars}
        />
      )}
    </FormDialog>
  );
}

interface TransferDialogProps extends MemberProps {
  isOpen: boolean;
  onClose: () => void;
}

function TransferDialog({ member, community, isOpen, onClose }: TransferDialogProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const { person } = member;
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={words.transferTitle(person.displayName)}
      text={words.transferText}
      action={words.transferOwnership}
      onConfirm={() =>
        run(
          () => meshi.communities.handOver({ communityId: community.id, personId: person.id }),
          words.ownershipTransferred,
        )
      }
    />
  );
}
