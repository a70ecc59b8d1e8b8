/** A person sees when a calendar program read the link last. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { signUp } from '../support/people.ts';

describe('a calendar link', () => {
  let app: TestApp;
  let nowMs = Date.now();
  before(async () => {
    app = await startTestApp({ clock: new Clock(() => nowMs), limits: { accessTokenMs: 20 * HOUR_MS } });
  });
  after(() => app.close());

  it('says when it was read last, within an hour, and begins anew with a new link', async () => {
    const person = await signUp(app);
    const lastRead = async () => (await person.call('calendar.getLink')).lastReadAt;
    const { url } = await person.call('calendar.createLink');
    expect(await lastRead()).to.equal(null);

    const first = nowMs;
    await fetch(url);
    nowMs += HOUR_MS - MINUTE_MS;
    await fetch(url);
    expect(await lastRead(), 'not written for each read').to.equal(new Date(first).toISOString());
    nowMs += MINUTE_MS;
    await fetch(url);

    expect(await lastRead()).to.equal(new Date(nowMs).toISOString());
    await person.call('calendar.createLink');
    expect(await lastRead()).to.equal(null);
  });
});
