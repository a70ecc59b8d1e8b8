/** Tickets: signed tokens that allow one seat in the voice of one room on one node. They expire after `lifetimeMs`. */

import { z } from 'zod';
import type { Tokens } from '../src/accounts/index.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { UnauthenticatedError } from '../src/kernel/errors.ts';
import { idSchema } from '../src/protocol/common.ts';

const claimsSchema = z.object({
  tid: idSchema,
  sid: idSchema,
  room: idSchema,
  node: idSchema,
  peer: idSchema,
  join: idSchema,
});

export interface VoiceTicket extends Actor {
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

  constructor({ tokens, lifetimeMs }: { tokens: Tokens; lifetimeMs: number }) {
    this.#tokens = tokens;
    this.#lifetimeMs = lifetimeMs;
  }

  issue({ tenantId, personId, sessionId, roomId, nodeId, peerId, joinId }: VoiceTicket): string {
    return this.#tokens.sign({
      audience: 'meshi:voice',
      subject: personId,
      claims: { tid: tenantId, sid: sessionId, room: roomId, node: nodeId, peer: peerId, join: joinId },
      expiresInMs: this.#lifetimeMs,
    });
  }

  /** @throws UnauthenticatedError if the value is not a valid ticket of this server, or has expired. */
  verify(ticket: unknown): VoiceTicket {
    if (typeof ticket !== 'string') {
      throw new UnauthenticatedError('token_missing', 'The connection carries no ticket. Join the room to get one.');
    }
    const claims = this.#tokens.verify(ticket, 'meshi:voice');
    const parsed = claimsSchema.safeParse(claims);
    if (!parsed.success) {
      throw new UnauthenticatedError('token_invalid', 'The ticket is not valid on this server. Join the room again.');
    }
    const { tid, sid, room, node, peer, join } = parsed.data;
    return {
      tenantId: tid,
      personId: claims.sub,
      sessionId: sid,
      roomId: room,
      nodeId: node,
      peerId: peer,
      joinId: join,
    };
  }
}
