import { Suspense } from 'react';
import { ChannelMessageMenu } from '../../features/communities/message-menu.tsx';
import type { ConversationSlots } from '../../features/conversations/conversation-view.tsx';
import { ConversationsPage } from '../../features/conversations/conversations-page.tsx';
import { PushOffer } from '../../features/notifications/push-offer.tsx';
import { AppointmentChip, AppointmentLine } from '../../features/proposals/appointment-line.tsx';
import { MessageMenu } from '../../ui/conversation/message-menu.tsx';

const slots: ConversationSlots = {
  appointmentChipOf: (info, unfolding) => <AppointmentChip info={info} {...unfolding} />,
  appointmentOf: (info, unfolding) => <AppointmentLine info={info} {...unfolding} />,
  messageMenuOf({ kind, id, subjectId, state }, message, conversation) {
    const canWrite = state === 'open';
    if (kind !== 'channel' || !subjectId) {
      return (
        <MessageMenu message={message} conversation={conversation} canWrite={canWrite} isOfTwo={kind === 'match'} />
      );
    }
    return (
      <Suspense>
        <ChannelMessageMenu
          communityId={subjectId}
          conversationId={id}
          message={message}
          conversation={conversation}
          canWrite={canWrite}
        />
      </Suspense>
    );
  },
};

/** Conversations, with the appointment of a match, the menus of messages and an offer of push notifications. */
export function ConversationsScreen() {
  return (
    <ConversationsPage
      slots={slots}
      offer={
        <Suspense>
          <PushOffer />
        </Suspense>
      }
    />
  );
}
