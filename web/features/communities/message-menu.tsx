/** The menu of a message in a channel: report it, or hide it as a moderator. */
import type { ConversationMessage } from '@meshi/client';
import { EyeOff, Flag } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useCommunity } from './community-queries.ts';
import { communityWords } from './words.ts';

interface MessageMenuProps {
  communityId: string;
  conversationId: string;
  message: ConversationMessage;
}

/** Null for messages that are not stored yet or already hidden. */
export function MessageMenu(props: MessageMenuProps) {
  const { seq, isHidden } = props.message;
  return seq === null || isHidden ? null : <StoredMessageMenu {...props} seq={seq} />;
}

function StoredMessageMenu({ communityId, conversationId, message, seq }: MessageMenuProps & { seq: number }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const { data: community } = useCommunity(communityId);
  const [open, setOpen] = useState<'report' | 'hide' | null>(null);
  const target = { communityId, conversationId, seq };
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
        onConfirm={() => run(() => meshi.communities.report(target), words.reported)}
      />
      <Confirm
        isOpen={open === 'hide'}
        onClose={shut}
        title={words.hideTitle}
        text={words.hideText}
        action={words.hide}
        onConfirm={() => run(() => meshi.communities.hideMessage(target), words.hidden)}
      />
    </span>
  );
}
