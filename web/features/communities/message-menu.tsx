/** What one can do about a message of a channel: report it, or hide it as a moderator. */
import type { ConversationMessage } from '@meshi/client';
import { EyeOff, Flag } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useAct, useCommunity } from './community-queries.ts';

interface MessageMenuProps {
  communityId: string;
  conversationId: string;
  message: ConversationMessage;
}

/** Nothing for messages that are on their way or hidden already. */
export function MessageMenu(props: MessageMenuProps) {
  const { seq, isHidden } = props.message;
  return seq === null || isHidden ? null : <Shown {...props} seq={seq} />;
}

function Shown({ communityId, conversationId, message, seq }: MessageMenuProps & { seq: number }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const { data: community } = useCommunity(communityId);
  const [open, setOpen] = useState<'report' | 'hide' | null>(null);
  const place = { communityId, conversationId, seq };
  const entries: MenuEntry[] = [
    ...(message.isMine ? [] : [{ label: words.report, icon: Flag, onSelect: () => setOpen('report') }]),
    ...(community?.permissions.includes('moderate')
      ? [{ label: words.hide, icon: EyeOff, isDanger: true, onSelect: () => setOpen('hide') }]
      : []),
  ];
  if (entries.length === 0) return null;
  const shut = () => setOpen(null);
  return (
    <span className="message-menu">
      <Menu label={words.messageMenu} entries={entries} />
      <Confirm
        isOpen={open === 'report'}
        onClose={shut}
        title={words.reportTitle}
        text={words.reportText}
        action={words.report}
        onConfirm={() => act(() => meshi.communities.report(place), words.reported)}
      />
      <Confirm
        isOpen={open === 'hide'}
        onClose={shut}
        title={words.hideTitle}
        text={words.hideText}
        action={words.hide}
        onConfirm={() => act(() => meshi.communities.hideMessage(place), words.done)}
      />
    </span>
  );
}
