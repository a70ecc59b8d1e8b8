/** Reports of messages by members, and hiding messages. A report keeps the text that the message had. */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ConversationService } from '../../conversations/index.ts';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { insertion } from '../../database/insert-once.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import { impersonal, person, withDocument } from '../../database/personal-fields.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import { type Quotas, quotaOf } from '../../kernel/quotas.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { CreateReport, Report } from '../../protocol/community-life.ts';
import type { Message } from '../../protocol/conversations.ts';
import type { ReportReason } from '../../protocol/reports.ts';
import type { ChannelService } from '../channels/channel-service.ts';
import type { CommunityAccess } from '../community-access.ts';
import type { CommunityAudit } from '../community-audit.ts';
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
  /** Null if the reporter did not choose one. Missing in documents that are older than the choice. */
  category?: ReportReason | null;
  /** The words of the reporter. */
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
  category: { type: String, default: null },
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
// For the deletion of a person.
schema.index({ tenantId: 1, handledById: 1 });

const tenantId = 'public';

export const reportModel = defineModel<ReportDoc>({
  name: 'CommunityReport',
  collection: 'communityReports',
  schema,
  personal: {
    reporterId: person.deletesDocument,
    senderId: person.deletesDocument,
    handledById: person.becomes(null),
    category: impersonal,
    text: withDocument,
    reason: withDocument,
  },
  exported: exportedAs({
    file: 'communityReports',
    by: ['reporterId'],
    copied: ['conversationId', 'seq', 'category', 'reason', 'state', 'createdAt'],
    communities: { community: 'communityId' },
    without: ['senderId', 'text', 'handledById'],
  }),
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
  audit: CommunityAudit;
  reports: Model<ReportDoc>;
  access: CommunityAccess;
  channels: Pick<ChannelService, 'isIn'>;
  conversations: Pick<ConversationService, 'sync' | 'hideMessage'>;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  quotas: Quotas;
  notifications: CommunityNotifications;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'openReportsPerPerson'>;
}

/** The reports of a community, for other features. */
export type CommunityReports = Pick<ReportService, 'report'>;

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
   * Reports a message of a channel with its current text, and notifies the moderators. Idempotent: returns whether it is new.
   * @throws NotFoundError, ForbiddenError `own_message` or `not_a_member`, ConflictError `too_many_reports`
   */
  async report(
    actor: Actor,
    communityId: string,
    { conversationId, seq, reason, category = null }: CreateReport & { category?: ReportReason | null },
  ): Promise<boolean> {
    const { access, notifications, communityEvents, clock } = this.#parts;
    const { tenantId, personId: reporterId } = actor;
    const { community } = await access.requireMember(actor, communityId);
    const { senderId, text } = await this.#message(actor, communityId, { conversationId, seq });
    if (senderId === reporterId) {
      throw new ForbiddenError(
        'own_message',
        'This is your own message. You can only report messages of other people.',
      );
    }
    const report: ReportDoc = {
      _id: newId(),
      tenantId,
      communityId,
      reporterId,
      conversationId,
      seq,
      senderId,
      text,
      category,
      reason,
      state: 'open',
      handledById: null,
      createdAt: clock.date(),
    };
    if (!(await this.#store(report))) return false;
    await notifications.reported(community, report);
    await communityEvents.changed(community);
    return true;
  }

  /** Newest first, without those about the actor: who reported stays unknown. @throws NotFoundError, ForbiddenError */
  async list(
    actor: Actor,
    communityId: string,
    { state, ...query }: PageQuery & { state: ReportDoc['state'] },
  ): Promise<Page<Report>> {
    const { access, reports } = this.#parts;
    const { tenantId, personId } = actor;
    await access.requirePermission(actor, communityId, 'community:moderate');
    const filter = { tenantId, communityId, state, senderId: aboutOthers(personId) };
    const { docs, nextCursor } = await findPage({ model: reports, filter, ...query });
    return { items: await this.#view(tenantId, docs), nextCursor };
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
    const { community } = await access.requirePermission(actor, communityId, 'community:moderate');
    const updated = await reports
      .findOneAndUpdate(
        { _id: reportId, tenantId, communityId, senderId: aboutOthers(personId) },
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
    const { access, audit, channels, conversations, log } = this.#parts;
    const { tenantId, personId: byId } = actor;
    const { role } = await access.requirePermission(actor, communityId, 'community:moderate');
    if (!(await channels.isIn(tenantId, communityId, conversationId))) throw noSuchMessage();
    const facts = { reason, after: { conversationId, seq } };
    const entryOf = (personId: string) =>
      audit.ofMember({ actor, role }, { tenantId, communityId, personId }, 'community_message_hidden', facts);
    const { senderId, isHidden } = await conversations.hideMessage({ tenantId, conversationId, seq, byId, entryOf });
    if (!isHidden) await log.add(actor, communityId, { action: 'message_hidden', targetId: senderId, reason });
  }

  async #message(actor: Actor, communityId: string, { conversationId, seq }: MessageRef): Promise<Message> {
    const { channels, conversations } = this.#parts;
    if (!(await channels.isIn(actor.tenantId, communityId, conversationId))) throw noSuchMessage();
    const { messages } = await conversations.sync(actor, { conversationId, afterSeq: seq - 1, limit: 1 });
    const [message] = messages;
    if (message?.seq !== seq || message.isHidden) throw noSuchMessage();
    return message;
  }

  /** Returns whether it is new. */
  #store(report: ReportDoc): Promise<boolean> {
    const { reports, quotas, limits } = this.#parts;
    const { tenantId, communityId, conversationId, seq, reporterId } = report;
    const own = { tenantId, communityId, reporterId };
    const isDone = async () => (await reports.exists({ ...own, conversationId, seq })) !== null;
    const spending = { isDone, ...insertion(reports, report) };
    const count = (max: number) =>
      reports
        .countDocuments({ ...own, state: 'open' })
        .limit(max)
        .exec();
    return quotas.spend([quotaOf(`reports:${communityId}`, { tenantId, personId: reporterId })], spending, [
      { count, max: limits.openReportsPerPerson, error: tooManyReports },
    ]);
  }

  async #view(tenantId: string, docs: readonly ReportDoc[]): Promise<Report[]> {
    const ids = docs.flatMap(({ reporterId, senderId, handledById }) =>
      [reporterId, senderId, handledById ?? []].flat(),
    );
    const people = await this.#parts.profiles.summaries(tenantId, ids);
    return docs.flatMap((doc) => {
      const [reporter, sender] = [people.get(doc.reporterId), people.get(doc.senderId)];
      if (!reporter || !sender) return [];
      const { _id: id, conversationId, seq, text, category = null, reason, state, handledById, createdAt } = doc;
      const handledBy = (handledById && people.get(handledById)) || null;
      return [
        {
          id,
          reporter,
          sender,
          conversationId,
          seq,
          text,
          category,
          reason,
          state,
          handledBy,
          createdAt: createdAt.toISOString(),
        },
      ];
    });
  }
}

function tooManyReports(max: number): ConflictError {
  return new ConflictError(
    'too_many_reports',
    `You can have at most ${max} open reports in this community. Wait until the moderators have handled one.`,
    { max },
  );
}

function noSuchMessage(): NotFoundError {
  return new NotFoundError('This message does not exist in this community, or you cannot see it.');
}

/** Nobody reads or handles a report about themselves. */
function aboutOthers(personId: string) {
  return trusted({ $ne: personId });
}
