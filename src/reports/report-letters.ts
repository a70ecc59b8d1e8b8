/**
 * Letters to the operators about reports: one for each report, and if too many come in an hour, one for all of them. A job sends
 * them, so that no report is lost while the mail server is away.
 */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { upsertOnce } from '../database/insert-once.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { TenantStore } from '../tenants/memberships/index.ts';
import { reportLetter } from './report-letter.ts';
import type { ReportDoc, ReportLettersDoc } from './report-model.ts';

export interface ReportLettersOptions {
  reports: Model<ReportDoc>;
  letters: Model<ReportLettersDoc>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  /** The address of the operators; null if it is not configured. */
  to: string | null;
  jobs: Pick<Jobs, 'schedule' | 'scheduleOnce'>;
  profiles: Pick<ProfileService, 'summaries'>;
  tenantStore: Pick<TenantStore, 'find'>;
  publicUrl: () => string;
  clock: Clock;
  limits: Pick<Limits, 'reportLettersPerHour' | 'reportsPerLetter'>;
}

const lettersJob = defineJob('reports.letters', z.object({}));

export class ReportLetters {
  readonly #parts: ReportLettersOptions;

  constructor(parts: ReportLettersOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [lettersJob.handledBy((job) => this.#send(job))];
  }

  /** Sends letters soon. Call it after a report was stored or changed. */
  async waiting(tenantId: string): Promise<void> {
    const { mailer, to, jobs, clock } = this.#parts;
    if (mailer && to !== null) await jobs.scheduleOnce(lettersJob, [jobAt(tenantId, clock.date())]);
  }

  async #send({ tenantId }: JobOf<typeof lettersJob>): Promise<void> {
    const { limits } = this.#parts;
    const sent = await this.#sentInLastHour(tenantId);
    const free = limits.reportLettersPerHour - sent.length;
    const waiting = await this.#waiting(tenantId, Math.max(free, 0) + limits.reportsPerLetter);
    const letters = intoLetters(waiting, { free, perLetter: limits.reportsPerLetter });
    for (const reports of letters) await this.#mail(tenantId, reports);
    if (letters.flat().length < waiting.length) await this.#sendLater(tenantId);
  }

  /** The times of the last letters, oldest first. */
  async #sentInLastHour(tenantId: string): Promise<Date[]> {
    const { letters, clock } = this.#parts;
    const found = await letters.findOne({ _id: tenantId, tenantId }).lean<ReportLettersDoc>();
    return (found?.sentAt ?? []).filter((at) => at.getTime() > clock.now() - HOUR_MS).toReversed();
  }

  #waiting(tenantId: string, limit: number): Promise<ReportDoc[]> {
    return this.#parts.reports
      .find({ tenantId, mailedAt: null })
      .sort({ createdAt: 1 })
      .limit(limit)
      .lean<ReportDoc[]>()
      .exec();
  }

  async #mail(tenantId: string, reports: readonly ReportDoc[]): Promise<void> {
    const { mailer, to, profiles, tenantStore, publicUrl } = this.#parts;
    const [people, tenant] = await Promise.all([
      profiles.summaries(
        tenantId,
        reports.flatMap(({ reporterId, authorId }) => [reporterId, authorId]),
      ),
      tenantStore.find(tenantId),
    ]);
    const letter = reportLetter(reports, { people, organisation: tenant?.name ?? null, publicUrl: publicUrl() });
    if (to !== null) await mailer?.send({ to, ...letter });
    await this.#noteSent(tenantId, reports);
  }

  /** A report that was changed while its letter was being sent is sent again. */
  async #noteSent(tenantId: string, sent: readonly ReportDoc[]): Promise<void> {
    const { reports, letters, clock, limits } = this.#parts;
    const mailedAt = clock.date();
    const last = { $each: [mailedAt], $position: 0, $slice: limits.reportLettersPerHour };
    const filter = { _id: tenantId, tenantId };
    await upsertOnce(() => letters.updateOne(filter, { $push: { sentAt: last } }, { upsert: true }));
    for (const { _id, changedAt } of sent) {
      await reports.updateOne({ _id, tenantId, changedAt }, { $set: { mailedAt } });
    }
  }

  /** Replaces the running job: it is due when another letter may be sent. */
  async #sendLater(tenantId: string): Promise<void> {
    const { jobs, clock } = this.#parts;
    const [oldest] = await this.#sentInLastHour(tenantId);
    await jobs.schedule(lettersJob, jobAt(tenantId, new Date((oldest?.getTime() ?? clock.now()) + HOUR_MS)));
  }
}

function jobAt(tenantId: string, dueAt: Date) {
  return { key: `${lettersJob.name}:${tenantId}`, tenantId, dueAt, data: {} };
}

/** One report in each letter. If more wait than letters may be sent, the last letter has several. */
function intoLetters(
  waiting: readonly ReportDoc[],
  { free, perLetter }: { free: number; perLetter: number },
): ReportDoc[][] {
  if (free <= 0) return [];
  if (waiting.length <= free) return waiting.map((report) => [report]);
  return [...waiting.slice(0, free - 1).map((report) => [report]), waiting.slice(free - 1, free - 1 + perLetter)];
}
