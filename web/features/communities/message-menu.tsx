/** The menu of a message in a channel: report it, or hide it as a moderator. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { MessageMenu } from '../../ui/conversation/message-menu.tsx';
import { useCommunity } from './community-queries.ts';
import { communityWords } from './words.ts';

interface ChannelMessageMenuProps {
  communityId: string;
  conversationId: string;
  message: ConversationMessage;
  conversation: LiveConversation;
  canWrite: boolean;
}

export function ChannelMessageMenu({
  communityId,
  conversationId,
  message,
  conversation,
  canWrite,
}: ChannelMessageMenuProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run } = useAction(keys.communities);
  const { data: community } = useCommunity(communityId);
  const [isHiding, setHiding] = useState(false);
  const { seq, isHidden } = message;
  const canHide = seq !== null && !isHidden && community?.permissions.includes('community:moderate') === true;
  const hiding = { label: words.hide, icon: EyeOff, isDanger: true, onSelect: () => setHiding(true) };
  return (
    <>
      <MessageMenu message={message} conversation={conversation} canWrite={canWrite} more={canHide ? [hiding] : []} />
      {canHide && (
        <Confirm
          isOpen={isHiding}
          onClose={() => setHiding(false)}
          title={words.hideTitle}
          text={words.hideText}
          action={words.hide}
          onConfirm={() => run(() => meshi.communities.hideMessage({ communityId, conversationId, seq }), words.hidden)}
        />
      )}
    </>
  );
}
