/**
 * Reports of people, topics, meals, rooms and messages. A message in a channel goes to the moderators of its community, unless
 * one of them wrote it; everything else goes to the operators. The reported person never learns of it.
 */
import type { Model } from 'mongoose';
import type { CommunityReports } from '../communities/index.ts';
import { newId } from '../database/ids.ts';
import { insertion } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../kernel/errors.ts';
import { type Quotas, quotaOf } from '../kernel/quotas.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { FiledReport, NewReport } from '../protocol/reports.ts';
import type { ReportLetters } from './report-letters.ts';
import type { ReportDoc } from './report-model.ts';
import type { ReportedThing, ReportedThings } from './reported-things.ts';

export interface ReportServiceOptions {
  reports: Model<ReportDoc>;
  things: ReportedThings;
  communityReports: CommunityReports;
  letters: ReportLetters;
  circles: Pick<Circles, 'managers'>;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'reportsPerDay' | 'reportKeptMs'>;
}

export class ReportService {
  readonly #parts: ReportServiceOptions;

  constructor(parts: ReportServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Reports something that the actor can see. A second report about the same thing replaces the reason and the words of the
   * first; the copy stays as it was.
   * @throws NotFoundError, ForbiddenError `own_thing`, ConflictError `too_many_reports_today`
   */
  async create(actor: Actor, report: NewReport): Promise<FiledReport> {
    const thing = await this.#parts.things.read(actor, report.kind, report.id);
    if (thing.authorId === actor.personId) {
      throw new ForbiddenError('own_thing', 'This is yours. You can only report other people and what they do.');
    }
    const toModerators = await this.#reportToModerators(actor, report, thing);
    if (toModerators) return toModerators;
    const isNew = await this.#store(actor, report, thing);
    if (!isNew) await this.#replaceWords(actor, report);
    await this.#parts.letters.waiting(actor.tenantId);
    return { receivedBy: 'operators', isNew };
  }

  /** Null if it is not for moderators. A moderator would read the report about themselves, with the name of its author. */
  async #reportToModerators(
    actor: Actor,
    { reason: category, words: reason }: NewReport,
    { channelMessage, authorId }: ReportedThing,
  ): Promise<FiledReport | null> {
    if (!channelMessage) return null;
    const { communityId, ...place } = channelMessage;
    const moderators = await this.#parts.circles.managers(actor.tenantId, circleName('community', communityId));
    if (moderators.has(authorId)) return null;
    const isNew = await this.#parts.communityReports.report(actor, communityId, { ...place, reason, category });
    return { receivedBy: 'moderators', isNew };
  }

  /** Returns whether it is the first report of this person about this thing. */
  #store({ tenantId, personId: reporterId }: Actor, report: NewReport, thing: ReportedThing): Promise<boolean> {
    const { reports, quotas, clock, limits } = this.#parts;
    const { kind, id: subjectId, reason, words } = report;
    const { authorId, text, writtenAt } = thing;
    const key = { tenantId, reporterId, kind, subjectId };
    const createdAt = clock.date();
    const expiresAt = new Date(clock.now() + limits.reportKeptMs);
    const about = { authorId, text, writtenAt };
    const state = { createdAt, changedAt: createdAt, mailedAt: null, expiresAt };
    const doc: ReportDoc = { _id: newId(), ...key, reason, words, ...about, ...state };
    const spending = { isDone: async () => (await reports.exists(key)) !== null, ...insertion(reports, doc) };
    const dayAgo = new Date(clock.now() - DAY_MS);
    const count = (max: number) =>
      reports
        .countDocuments({ tenantId, reporterId, createdAt: trusted({ $gt: dayAgo }) })
        .limit(max)
        .exec();
    return quotas.spend([quotaOf('reports', { tenantId, personId: reporterId })], spending, [
      { count, max: limits.reportsPerDay, error: tooManyReports },
    ]);
  }

  /** Operators get a letter about the report again, unless nothing has changed. */
  async #replaceWords({ tenantId, personId: reporterId }: Actor, report: NewReport): Promise<void> {
    const { kind, id: subjectId, reason, words } = report;
    const isChanged = [{ reason: trusted({ $ne: reason }) }, { words: trusted({ $ne: words }) }];
    await this.#parts.reports.updateOne(
      { tenantId, reporterId, kind, subjectId, $or: isChanged },
      { $set: { reason, words, changedAt: this.#parts.clock.date(), mailedAt: null } },
    );
  }
}

function tooManyReports(max: number): ConflictError {
  return new ConflictError(
    'too_many_reports_today',
    `You can make at most ${max} reports within 24 hours. Report more tomorrow.`,
    { max },
  );
}
