/**
 * Tickets: signed tokens that allow one seat in the voice of one room on one node. Each works once, and expires after `lifetimeMs`,
 * or when the join ends that it was issued for. A ticket names its node, which alone has to know that it was used.
 */
import type { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Tokens } from '../src/accounts/index.ts';
import { newId } from '../src/database/ids.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { boundedCache } from '../src/kernel/bounded-cache.ts';
import { UnauthenticatedError } from '../src/kernel/errors.ts';
import { idSchema } from '../src/protocol/common.ts';

const claimsSchema = z.object({
  tid: idSchema,
  sid: idSchema,
  room: idSchema,
  node: idSchema,
  peer: idSchema,
  join: idSchema,
  jti: idSchema,
});

/** More than all people of one process join within the life of a ticket. */
const SPENT = 20_000;
/** The expiry of a token is rounded up to a full second. */
const MARGIN_MS = 2_000;

export interface VoiceTicket extends Actor {
  ticketId: string;
  roomId: string;
  /** The node that carries the room. */
  nodeId: string;
  peerId: string;
  /** The join of the room for which the ticket was issued. */
  joinId: string;
}

export class VoiceTickets {
  readonly #tokens: Tokens;
  readonly #lifetimeMs: number;
  /** Ids of tickets that were used, and of joins that have ended. */
  readonly #spent: LRUCache<string, true>;

  constructor({ tokens, lifetimeMs }: { tokens: Tokens; lifetimeMs: number }) {
    this.#tokens = tokens;
    this.#lifetimeMs = lifetimeMs;
    this.#spent = boundedCache(SPENT, lifetimeMs + MARGIN_MS);
  }

  issue(ticket: Omit<VoiceTicket, 'ticketId'>): string {
    const { tenantId, personId, sessionId, roomId, nodeId, peerId, joinId } = ticket;
    return this.#tokens.sign({
      audience: 'meshi:voice',
      subject: personId,
      claims: { tid: tenantId, sid: sessionId, room: roomId, node: nodeId, peer: peerId, join: joinId, jti: newId() },
      expiresInMs: this.#lifetimeMs,
    });
  }

  /** @throws UnauthenticatedError if the value is not a valid ticket of this server, or has expired. */
  async verify(ticket: unknown): Promise<VoiceTicket> {
    if (typeof ticket !== 'string') {
      throw new UnauthenticatedError('token_missing', 'The connection carries no ticket. Join the room to get one.');
    }
    const claims = await this.#tokens.verifyNew(ticket, 'meshi:voice');
    await this.#tokens.use(this.#tokens.keyIdOf(ticket) ?? '');
    const parsed = claimsSchema.safeParse(claims);
    if (!parsed.success) {
      throw new UnauthenticatedError('token_invalid', 'The ticket is not valid on this server. Join the room again.');
    }
    const { tid, sid, room, node, peer, join, jti } = parsed.data;
    return {
      ticketId: jti,
      tenantId: tid,
      personId: claims.sub,
      sessionId: sid,
      roomId: room,
      nodeId: node,
      peerId: peer,
      joinId: join,
    };
  }

  /** Uses the ticket up. @throws UnauthenticatedError if it was used before, or the join that it was issued for has ended */
  spend({ ticketId, joinId }: Pick<VoiceTicket, 'ticketId' | 'joinId'>): void {
    if (this.#spent.has(ticketId) || this.#spent.has(joinId)) {
      throw new UnauthenticatedError(
        'token_invalid',
        'This ticket was used, or you left the room. Join the room again.',
      );
    }
    this.#spent.set(ticketId, true);
  }

  /** Ends the unused tickets of a join. */
  endJoin(joinId: string): void {
    this.#spent.set(joinId, true);
  }
}
