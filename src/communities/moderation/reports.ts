/** Reports of messages by members, and hiding messages. A report keeps the text that the message had. */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ConversationService } from '../../conversations/index.ts';
import { idField, newId } from '../../database/ids.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { defineModel } from '../../database/models.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { CreateReport, Report } from '../../protocol/community-life.ts';
import type { Message } from '../../protocol/conversations.ts';
import type { ChannelService } from '../channels/channel-service.ts';
import type { CommunityAccess } from '../community-access.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import type { ModerationLog } from './moderation-log.ts';

export interface ReportDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  reporterId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  /** The text when the message was reported. Hiding the message does not remove it, so that it stays as evidence. */
  text: string;
  reason: string;
  state: 'open' | 'handled' | 'dismissed';
  handledById: string | null;
  createdAt: Date;
}

const schema = new Schema<ReportDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  reporterId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  text: { type: String, default: '' },
  reason: { type: String, default: '' },
  state: { type: String, required: true },
  handledById: { type: String, default: null },
  createdAt: { type: Date, required: true },
});
// A person can report a message only once.
schema.index({ tenantId: 1, communityId: 1, conversationId: 1, seq: 1, reporterId: 1 }, { unique: true });
schema.index({ tenantId: 1, communityId: 1, state: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, reporterId: 1 });
schema.index({ tenantId: 1, senderId: 1 });

const tenantId = 'public';

export const reportModel = defineModel<ReportDoc>({
  name: 'CommunityReport',
  collection: 'communityReports',
  schema,
  hotQueries: [
    {
      name: 'open reports, newest first',
      filter: { tenantId, communityId: newId(), state: 'open' },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'reports by a person', filter: { tenantId, reporterId: newId() } },
    { name: 'reports about a person', filter: { tenantId, senderId: newId() } },
  ],
});

export interface ReportServiceOptions {
  reports: Model<ReportDoc>;
  access: CommunityAccess;
  channels: Pick<ChannelService, 'isIn'>;
  conversations: Pick<ConversationService, 'sync' | 'hideMessage'>;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  notifications: CommunityNotifications;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  clock: Clock;
  limits: Pick<Limits, 'openReportsPerPerson'>;
}

interface MessageRef {
  conversationId: string;
  seq: number;
}

export class ReportService {
  readonly #parts: ReportServiceOptions;

  constructor(parts: ReportServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Reports a message of a channel with its current text, and notifies the moderators. Idempotent.
   * @throws NotFoundError, ForbiddenError `own_message` or `not_a_member`, ConflictError `too_many_reports`
   */
  async report(actor: Actor, communityId: string, { conversationId, seq, reason }: CreateReport): Promise<void> {
    const { access, reports, notifications, communityEvents, clock } = this.#parts;
    const { tenantId, personId: reporterId } = actor;
    const { community } = await access.requireMember(actor, communityId);
    const { senderId, text } = await this.#message(actor, communityId, { conversationId, seq });
    if (senderId === reporterId) {
      throw new ForbiddenError(
        'own_message',
        'This is your own message. You can only report messages of other people.',
      );
    }
    await this.#checkCount(actor, communityId);
    const report: ReportDoc = {
      _id: newId(),
      tenantId,
      communityId,
      reporterId,
      conversationId,
      seq,
      senderId,
      text,
      reason,
      state: 'open',
      handledById: null,
      createdAt: clock.date(),
    };
    if (!(await insertOnce(reports, report))) return;
    await notifications.reported(community, report._id, [reporterId, senderId]);
    await communityEvents.changed(community);
  }

  /** Newest first, without reports by or about people in a block with the reader. @throws NotFoundError, ForbiddenError */
  async list(
    actor: Actor,
    communityId: string,
    { state, ...query }: PageQuery & { state: ReportDoc['state'] },
  ): Promise<Page<Report>> {
    const { access, reports, blockList } = this.#parts;
    const { tenantId } = actor;
    await access.requirePermission(actor, communityId, 'moderate');
    const blocked = await blockList.blockedWith(actor);
    const { docs, nextCursor } = await findPage({
      model: reports,
      filter: { tenantId, communityId, state },
      ...query,
    });
    const visible = docs.filter(({ reporterId, senderId }) => !blocked.has(reporterId) && !blocked.has(senderId));
    return { items: await this.#view(tenantId, visible), nextCursor };
  }

  /** Marks a report as handled or dismissed. A later call may change the mark. @throws NotFoundError, ForbiddenError */
  async handle(
    actor: Actor,
    communityId: string,
    reportId: string,
    { state, reason }: { state: 'handled' | 'dismissed'; reason: string },
  ): Promise<Report> {
    const { access, reports, log, communityEvents } = this.#parts;
    const { tenantId, personId } = actor;
    const { community } = await access.requirePermission(actor, communityId, 'moderate');
    const updated = await reports
      .findOneAndUpdate(
        { _id: reportId, tenantId, communityId },
        { $set: { state, handledById: personId } },
        { returnDocument: 'after' },
      )
      .lean<ReportDoc>();
    if (!updated) throw new NotFoundError('This report does not exist. Reload the list of reports.');
    const action = state === 'handled' ? 'report_handled' : 'report_dismissed';
    await log.add(actor, communityId, { action, targetId: updated.senderId, reason });
    await communityEvents.changed(community);
    const [view] = await this.#view(tenantId, [updated]);
    // Reports by or about erased people are deleted, so both profiles exist.
    return view as Report;
  }

  /** Hides the text of a message from everyone; reports keep it. Idempotent. @throws NotFoundError, ForbiddenError */
  async hideMessage(
    actor: Actor,
    communityId: string,
    { conversationId, seq, reason }: MessageRef & { reason: string },
  ): Promise<void> {
    const { access, channels, conversations, log } = this.#parts;
    const { tenantId, personId: byId } = actor;
    await access.requirePermission(actor, communityId, 'moderate');
    if (!(await channels.isIn(tenantId, communityId, conversationId))) throw noSuchMessage();
    const { senderId, isHidden } = await conversations.hideMessage({ tenantId, conversationId, seq, byId });
    if (!isHidden) await log.add(actor, communityId, { action: 'message_hidden', targetId: senderId, reason });
  }

  /** Deletes the reports by and about an erased person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.reports.deleteMany({ tenantId, reporterId: personId });
    await this.#parts.reports.deleteMany({ tenantId, senderId: personId });
  }

  async #message(actor: Actor, communityId: string, { conversationId, seq }: MessageRef): Promise<Message> {
    const { channels, conversations } = this.#parts;
    if (!(await channels.isIn(actor.tenantId, communityId, conversationId))) throw noSuchMessage();
    const { messages } = await conversations.sync(actor, { conversationId, afterSeq: seq - 1, limit: 1 });
    const [message] = messages;
    if (message?.seq !== seq || message.isHidden) throw noSuchMessage();
    return message;
  }

  async #checkCount({ tenantId, personId }: Actor, communityId: string): Promise<void> {
    const max = this.#parts.limits.openReportsPerPerson;
    const own = { tenantId, communityId, reporterId: personId, state: 'open' as const };
    if ((await this.#parts.reports.countDocuments(own).limit(max)) < max) return;
    throw new ConflictError(
      'too_many_reports',
      `You can have at most ${max} open reports in this community. Wait until the moderators have handled one.`,
      { max },
    );
  }

  async #view(tenantId: string, docs: readonly ReportDoc[]): Promise<Report[]> {
    const ids = docs.flatMap(({ reporterId, senderId, handledById }) =>
      [reporterId, senderId, handledById ?? []].flat(),
    );
    const people = await this.#parts.profiles.summaries(tenantId, ids);
    return docs.flatMap((doc) => {
      const [reporter, sender] = [people.get(doc.reporterId), people.get(doc.senderId)];
      if (!reporter || !sender) return [];
      const { _id: id, conversationId, seq, text, reason, state, handledById, createdAt } = doc;
      const handledBy = (handledById && people.get(handledById)) || null;
      return [
        {
          id,
          reporter,
          sender,
          conversationId,
          seq,
          text,
          reason,
          state,
          handledBy,
          createdAt: createdAt.toISOString(),
        },
      ];
    });
  }
}

function noSuchMessage(): NotFoundError {
  return new NotFoundError('This message does not exist in this community, or you cannot see it.');
}
