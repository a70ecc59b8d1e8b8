import { Suspense } from 'react';
import { MessageMenu } from '../../features/communities/message-menu.tsx';
import type { ConversationSlots } from '../../features/conversations/conversation-view.tsx';
import { ConversationsPage } from '../../features/conversations/conversations-page.tsx';
import { AppointmentLine } from '../../features/proposals/appointment-line.tsx';

const slots: ConversationSlots = {
  appointmentOf: (info) => <AppointmentLine info={info} />,
  messageMenuOf({ kind, id, subjectId }, message) {
    if (kind !== 'channel' || !subjectId) return null;
    return (
      <Suspense>
        <MessageMenu communityId={subjectId} conversationId={id} message={message} />
      </Suspense>
    );
  },
};

/** Conversations, with the appointment of a match and the menus of messages in a channel. */
export function ConversationsScreen() {
  return <ConversationsPage slots={slots} />;
}
