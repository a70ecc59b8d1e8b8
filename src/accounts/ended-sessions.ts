/** Reads from the database which sessions have ended, because the events of other processes may be late or lost. */
import type { Events } from '../kernel/events.ts';
import type { Log } from '../kernel/log.ts';
import { oneAtATime } from '../kernel/one-at-a-time.ts';
import type { Authenticator } from './authenticator.ts';
import type { SessionService } from './session-service.ts';

export interface EndedSessionsOptions {
  sessions: Pick<SessionService, 'recentlyEnded'>;
  authenticator: Pick<Authenticator, 'isEnded'>;
  events: Events;
  log: Log;
}

export class EndedSessions {
  /** Ends on this process the sessions that others have ended. */
  readonly readAgain: () => Promise<void>;

  constructor({ sessions, authenticator, events, log }: EndedSessionsOptions) {
    this.readAgain = oneAtATime(async () => {
      try {
        for (const { sessionId, personId, reason } of await sessions.recentlyEnded()) {
          if (authenticator.isEnded(sessionId)) continue;
          events.announceLocally('sessionsEnded', { personId, sessionIds: [sessionId], reason });
        }
      } catch (error) {
        log.debug({ err: error }, 'ended sessions could not be read; trying again');
      }
    });
  }
}
