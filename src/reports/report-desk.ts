/** The queue of reports for operators: reading, deciding, and taking a decision back. The copies never change. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { DecideReport, OperatorReport, ServerState } from '../protocol/operators.ts';
import type { ReportDoc } from './report-model.ts';

export interface ReportDeskOptions {
  reports: Model<ReportDoc>;
  profiles: Pick<ProfileService, 'summaries'>;
  notifications: Pick<NotificationService, 'notify'>;
  audit: Pick<AuditTrail, 'settle'>;
  clock: Clock;
}

interface Change {
  /** The persons of the operator. */
  exceptIds: readonly string[];
  entry: PendingAuditEntry;
}

const RECENT_MS = 30 * DAY_MS;
/** The median of so many reports does not change with more. */
const RECENT_REPORTS = 1_000;

export class ReportDesk {
  readonly #parts: ReportDeskOptions;

  constructor(parts: ReportDeskOptions) {
    this.#parts = parts;
  }

  /** The reports of all organisations: open ones, oldest first; decided ones, newest first. Without those about `exceptIds`. */
  async list(
    { state, ...query }: PageQuery & { state: 'open' | 'decided' },
    exceptIds: readonly string[],
  ): Promise<Page<OperatorReport>> {
    const model = this.#parts.reports;
    const authorId = trusted({ $nin: exceptIds });
    const { docs, nextCursor } =
      state === 'open'
        ? await findPage({ model, filter: { decidedAt: null, authorId }, order: ['createdAt', 1], ...query })
        : await findPage({
            // Only decided reports have the date.
            model: model as Model<ReportDoc & { decidedAt: Date }>,
            filter: { decidedAt: trusted({ $gt: new Date(0) }), authorId },
            order: ['decidedAt', -1],
            ...query,
          });
    return { items: await Promise.all(docs.map((doc) => this.#present(doc))), nextCursor };
  }

  /**
   * Decides about a report, instead of an earlier decision. Tells the reporter that it was looked at, and a warned person why.
   * @throws NotFoundError also for a report about one of `exceptIds`
   */
  async decide(
    reportId: string,
    { outcome, note }: DecideReport,
    { byId, ...change }: Change & { byId: string },
  ): Promise<OperatorReport> {
    const decidedAt = this.#parts.clock.date();
    const decided = await this.#change(reportId, { decidedAt, decision: { outcome, note, byId } }, change);
    await this.#tell(decided, { outcome, note });
    return this.#present(decided);
  }

  /** Opens a report again. @throws NotFoundError */
  async reopen(reportId: string, change: Change): Promise<OperatorReport> {
    return this.#present(await this.#change(reportId, { decidedAt: null, decision: null }, change));
  }

  /** How many reports are about a person. */
  countAbout(personId: string): Promise<number> {
    return this.#parts.reports.countDocuments({ tenantId: PUBLIC_TENANT, authorId: personId }).exec();
  }

  async state(): Promise<ServerState['reports']> {
    const { reports, clock } = this.#parts;
    const [open, oldest, decided] = await Promise.all([
      reports.countDocuments({ decidedAt: null }),
      reports.findOne({ decidedAt: null }, { createdAt: 1 }).sort({ createdAt: 1, _id: 1 }).lean(),
      reports
        .find({ decidedAt: trusted({ $gt: new Date(clock.now() - RECENT_MS) }) }, { createdAt: 1, decidedAt: 1 })
        .sort({ decidedAt: -1, _id: -1 })
        .limit(RECENT_REPORTS)
        .lean(),
    ]);
    const hours = decided.map(({ createdAt, decidedAt }) => (Number(decidedAt) - createdAt.getTime()) / HOUR_MS);
    return { open, oldestOpenAt: oldest?.createdAt.toISOString() ?? null, medianHours: median(hours) };
  }

  async #change(
    _id: string,
    state: Pick<ReportDoc, 'decidedAt' | 'decision'>,
    { exceptIds, entry }: Change,
  ): Promise<ReportDoc> {
    const { audit, reports } = this.#parts;
    const update = withEntries<ReportDoc>({ $set: state }, [entry]);
    const found = await reports
      .findOneAndUpdate({ _id, authorId: trusted({ $nin: exceptIds }) }, update, { returnDocument: 'after' })
      .lean<ReportDoc>();
    if (found) await audit.settle(reports, [entry]);
    else throw new NotFoundError('There is no report with this ID. It may have expired.');
    return found;
  }

  async #tell(report: ReportDoc, { outcome, note }: DecideReport): Promise<void> {
    const { notifications } = this.#parts;
    const { _id, tenantId, reporterId, authorId, kind, decidedAt } = report;
    // Deciding again and again is news a few times at most.
    const occasion = String(decidedAt?.getTime());
    const told = { reportKind: kind, wasActed: outcome !== 'dismissed' };
    await notifications.notify({
      tenantId,
      personIds: [reporterId],
      key: `report-decided:${_id}`,
      occasion,
      byId: null,
      kind: 'report_decided',
      data: told,
    });
    if (outcome !== 'warned') return;
    await notifications.notify({
      tenantId,
      personIds: [authorId],
      key: `operators-warning:${_id}`,
      occasion,
      byId: null,
      kind: 'operators_warning',
      data: { note },
    });
  }

  async #present(report: ReportDoc): Promise<OperatorReport> {
    const { tenantId, reporterId, authorId, decision, decidedAt } = report;
    const { profiles } = this.#parts;
    const people = await profiles.summaries(tenantId, [reporterId, authorId]);
    const by = decision?.byId ? (await profiles.summaries(PUBLIC_TENANT, [decision.byId])).get(decision.byId) : null;
    const [reporter, author] = [people.get(reporterId), people.get(authorId)];
    if (!reporter || !author) throw new NotFoundError('There is no report with this ID. It may have expired.');
    return {
      id: report._id,
      kind: report.kind,
      subjectId: report.subjectId,
      reason: report.reason,
      words: report.words,
      text: report.text,
      writtenAt: report.writtenAt.toISOString(),
      createdAt: report.createdAt.toISOString(),
      reporter,
      author,
      organisationId: tenantId === PUBLIC_TENANT ? null : tenantId,
      decision: decision && decidedAt ? { ...decision, at: decidedAt.toISOString(), by: by ?? null } : null,
    };
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
