/** Conversations and their messages: in matches, rooms, meals and channels of communities. */

import type { AuditTrail } from '../audit/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { conversationAnnouncements } from './conversation-announcements.ts';
import { ConversationExport } from './conversation-export.ts';
import { conversationModel } from './conversation-model.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { ConversationService } from './conversation-service.ts';
import { conversationSockets } from './conversation-sockets.ts';
import { messageChangeModel } from './messages/change-model.ts';
import { messageModel } from './messages/message-model.ts';
import { muteModel } from './mute-model.ts';
import { readMarkModel } from './read-mark-model.ts';
import { visitModel } from './visit-model.ts';

export type { ConversationExport, ExportedConversation, ExportedMessage } from './conversation-export.ts';
export type { ConversationService } from './conversation-service.ts';
export type { MessageNews, MessageNewsReader } from './message-news.ts';

const models = {
  conversations: conversationModel,
  messages: messageModel,
  messageChanges: messageChangeModel,
  readMarks: readMarkModel,
  mutes: muteModel,
  visits: visitModel,
};

export interface ConversationsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createConversations({ kernel, audit, profiles, blockList }: ConversationsDeps) {
  const connected = connectModels(kernel.connection, models);
  const conversationExport = new ConversationExport({
    conversations: connected.conversations,
    messages: connected.messages,
    profiles,
    blocks: blockList,
    circles: kernel.circles,
  });
  const conversations = new ConversationService({
    models: connected,
    audit,
    profiles,
    blocks: blockList,
    circles: kernel.circles,
    hooks: kernel.hooks,
    events: kernel.events,
    jobs: kernel.jobs,
    clock: kernel.clock,
    log: kernel.log,
    limits: kernel.limits,
    // Several processes share one database only if Redis connects them.
    isOnlyWriter: kernel.config.redisUrl === null,
  });

  return defineFeature({
    name: 'conversations',
    service: { conversations, conversationExport },
    models,
    routes: conversationRoutes({ conversations }),
    sockets: conversationSockets({ conversations }),
    announcements: conversationAnnouncements,
    reactions: {
      blocksChanged: (event) => void conversations.blocksChanged(event),
      conversationChanged: (event) => conversations.forget(event),
      matchEnded: (event) => conversations.forget(event),
      eventsDelayed: () => conversations.forgetAll(),
    },
    jobs: conversations.jobs(),
    hooks: { onErase: (person, pass) => conversations.erasePerson(person, pass) },
    close: () => conversations.shutDown(),
  });
}
