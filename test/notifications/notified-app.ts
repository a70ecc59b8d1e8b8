/** An app that sends its mails and push messages to stand-ins on loopback. Jobs run only when the test runs them. */
import type { Clock } from '../../src/kernel/clock.ts';
import type { Limits } from '../../src/kernel/config.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type PushService, startPushService } from '../support/push-service.ts';

export interface NotifiedApp {
  app: TestApp;
  mailServer: MailServer;
  pushService: PushService;
  close(): Promise<void>;
}

export async function startNotifiedApp(clock: Clock, limits: Partial<Limits>): Promise<NotifiedApp> {
  const [mailServer, pushService] = await Promise.all([startMailServer(), startPushService()]);
  const app = await startTestApp({
    clock,
    env: { SMTP_URL: mailServer.url },
    pushTransport: pushService.transport,
    limits: { jobPollMs: 3_600_000, accessTokenMs: 20 * 3_600_000, ...limits },
  });
  return {
    app,
    mailServer,
    pushService,
    async close() {
      await app.close();
      await Promise.all([mailServer.close(), pushService.close()]);
    },
  };
}
