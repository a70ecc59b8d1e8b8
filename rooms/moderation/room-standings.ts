/** Reads and writes what was decided about people in rooms. */
import type { Model, UpdateQuery } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../../src/audit/index.ts';
import { carrying } from '../../src/audit/index.ts';
import { newId } from '../../src/database/ids.ts';
import { insertOnce } from '../../src/database/insert-once.ts';
import { trusted } from '../../src/database/models.ts';
import type { Limits } from '../../src/kernel/config.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import type { Quotas } from '../../src/kernel/quotas.ts';
import { NEVER, type RoomStandingDoc } from './room-standing-model.ts';

export interface StandingKey {
  tenantId: string;
  roomId: string;
  personId: string;
}

export type Decision = Partial<Pick<RoomStandingDoc, 'role' | 'maySpeak' | 'bannedUntil' | 'reason'>>;
/** A decision, with who made it. */
export type StandingChange = Decision & Pick<RoomStandingDoc, 'byId' | 'at'>;

export interface RoomStandingsOptions {
  standings: Model<RoomStandingDoc>;
  audit: Pick<AuditTrail, 'update' | 'settle' | 'deleteMany'>;
  quotas: Quotas;
  limits: Pick<Limits, 'standingsPerRoom'>;
}

export class RoomStandings {
  readonly #options: RoomStandingsOptions;

  constructor(options: RoomStandingsOptions) {
    this.#options = options;
  }

  find({ tenantId, roomId, personId }: StandingKey): Promise<RoomStandingDoc | null> {
    return this.#options.standings.findOne({ tenantId, roomId, personId }).lean<RoomStandingDoc>().exec();
  }

  /** Of these people in a room, by their ids. People about whom nothing was decided are missing. */
  async among(
    { tenantId, roomId }: Omit<StandingKey, 'personId'>,
    personIds: readonly string[],
  ): Promise<Map<string, RoomStandingDoc>> {
    if (personIds.length === 0) return new Map();
    const found = await this.#options.standings
      .find({ tenantId, roomId, personId: trusted({ $in: personIds }) })
      .lean<RoomStandingDoc[]>();
    return new Map(found.map((standing) => [standing.personId, standing]));
  }

  /** The bans of a room that last longer than `now`, newest first. */
  async bans({ tenantId, roomId }: Omit<StandingKey, 'personId'>, now: Date): Promise<RoomStandingDoc[]> {
    const found = await this.#options.standings.find({ tenantId, roomId }).lean<RoomStandingDoc[]>();
    const banned = found.filter(({ bannedUntil }) => bannedUntil > now);
    return banned.sort((one, other) => other.at.getTime() - one.at.getTime());
  }

  /** Stores a decision with its entry. @throws ConflictError `too_many_room_people` */
  async put(key: StandingKey, change: StandingChange, entry: PendingAuditEntry): Promise<void> {
    // Of two processes that store the first decision about a person, one inserts it, and the other one then changes it.
    if (await this.#change(key, change, entry)) return;
    if (await this.#insert(key, change, entry)) return;
    await this.#change(key, change, entry);
  }

  /** Ends the ban of a person, with its entry. Returns false without one. */
  endBan(key: StandingKey, change: StandingChange, entry: PendingAuditEntry): Promise<boolean> {
    const { standings, audit } = this.#options;
    const filter = { ...key, bannedUntil: trusted({ $gt: change.at }) };
    return audit.update(standings, filter, { $set: { ...change, bannedUntil: NEVER } }, entry);
  }

  /** Deletes what was decided in a room. */
  async removeOf(tenantId: string, roomId: string): Promise<void> {
    await this.#options.audit.deleteMany(this.#options.standings, { tenantId, roomId });
  }

  #change(key: StandingKey, change: StandingChange, entry: PendingAuditEntry): Promise<boolean> {
    const { standings, audit } = this.#options;
    return audit.update(standings, { ...key }, { $set: change } as UpdateQuery<RoomStandingDoc>, entry);
  }

  async #insert(key: StandingKey, change: StandingChange, entry: PendingAuditEntry): Promise<boolean> {
    const { standings, audit, quotas, limits } = this.#options;
    const { tenantId, roomId } = key;
    const fresh = { _id: newId(), role: 'guest', maySpeak: null, bannedUntil: NEVER, reason: '' } as const;
    const doc: RoomStandingDoc = { ...fresh, ...key, ...change };
    const isInserted = await quotas.spend(
      [`standings:${tenantId}:${roomId}`],
      {
        write: () => insertOnce(standings, carrying(doc, [entry])),
        undo: () => standings.deleteOne({ _id: doc._id, tenantId }),
      },
      [
        {
          max: limits.standingsPerRoom,
          count: (max) => standings.countDocuments({ tenantId, roomId }).limit(max).exec(),
          error: (max) =>
            new ConflictError(
              'too_many_room_people',
              `A room can have ${max} people with a role, a mute or a ban. Close it, and open another one.`,
              { max },
            ),
        },
      ],
    );
    if (isInserted) await audit.settle(standings, [entry]);
    return isInserted;
  }
}
