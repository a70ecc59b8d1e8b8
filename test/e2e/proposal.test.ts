/**
 * From a topic to an appointment: a topic, interest, "Let's talk", a first question, a time when both are free in their own
 * time zones, and at that time the room of the two. One reads Japanese on a phone in Tokyo, the other English on a desktop in
 * Berlin.
 */
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { violations } from '../support/browser.ts';
import { Visitor } from '../support/visitor.ts';

const HALF_A_DAY = 12 * 3_600_000;
const TITLE = '型レベルプログラミングで遊びたい';

describe('the journey from a topic to an appointment', () => {
  let app: TestApp;
  let aki: Visitor;
  let ben: Visitor;
  let aheadMs = 0;

  before(async () => {
    app = await startTestApp({ clock: new Clock(() => Date.now() + aheadMs), limits: { accessTokenMs: HALF_A_DAY } });
    const shared = { pictures: 'proposal' } as const;
    [aki, ben] = await Promise.all([
      Visitor.arrive(app.url, {
        ...shared,
        name: 'Aki',
        language: 'ja',
        size: 'phone',
        voice: 'a.wav',
        timeZone: 'Asia/Tokyo',
      }),
      Visitor.arrive(app.url, {
        ...shared,
        name: 'Ben',
        language: 'en',
        size: 'desktop',
        voice: 'b.wav',
        timeZone: 'Europe/Berlin',
      }),
    ]);
  });

  after(async () => {
    await Promise.all([aki?.leave(), ben?.leave()]);
    await app?.close();
  });

  it('starts a conversation from a topic', async () => {
    await Promise.all([aki.signUp('aki'), ben.signUp('ben')]);
    await aki.press(aki.words.topics.create);
    await aki.fill(aki.words.topics.titleField, TITLE);
    await aki.press(aki.words.topics.publish);
    await aki.sees(TITLE);
    await ben.page.reload();
    await ben.sees(TITLE);
    await ben.page.getByRole('button', { name: ben.words.topics.interested, exact: true }).first().click();
    await aki.page.getByRole('button', { name: aki.words.topics.letsTalk }).first().click();
    await aki.press(aki.words.match.open);
    await ben.press(ben.words.match.open);

    await Promise.all([aki.sees(TITLE), ben.sees(TITLE)]);
    await ben.sees(ben.words.messages.firstQuestion);
    await Promise.all([aki.picture('first-question'), ben.picture('first-question')]);
  });

  it('suggests a first question about the topic, until a message is sent', async () => {
    const suggestion = aki.page.getByRole('button', { name: aki.words.messages.firstQuestion });
    await suggestion.click();
    const question = await aki.page.getByLabel(aki.words.messages.composer, { exact: true }).inputValue();
    expect(question).to.include(TITLE);
    await aki.picture('question-in-the-composer');
    await aki.press(aki.words.messages.send);

    await ben.sees(question);
    await suggestion.waitFor({ state: 'detached' });
  });

  it('proposes a time when both are free', async () => {
    await setAlwaysFree('aki', 'Asia/Tokyo');
    await setAlwaysFree('ben', 'Europe/Berlin');
    await ben.press(ben.words.proposals.propose);
    const { propose, shared, send } = ben.words.proposals;
    await ben.page.getByRole('group', { name: shared }).getByRole('radio').nth(1).check({ force: true });
    await ben.sees(/for Aki$/);
    await ben.picture('choosing-a-time');
    expect(await violations(ben.page), 'what axe finds').to.deep.equal([]);
    await ben.press(send);

    await ben.sees(new RegExp(`^${ben.words.proposals.chip.waiting} `));
    await ben.page.getByRole('button', { name: propose }).waitFor({ state: 'detached' });
    await aki.sees(aki.words.proposals.asked('Ben'));
    await Promise.all([aki.picture('proposed'), ben.picture('proposed')]);
  });

  it('accepts the proposal, and saves it for a calendar', async () => {
    await aki.press(aki.words.proposals.another);
    await aki.page.getByRole('group', { name: aki.words.proposals.shared }).waitFor();
    await aki.picture('looking-at-other-times');
    await aki.press(aki.words.common.cancel);
    await aki.press(aki.words.proposals.accept);

    const agreed = [aki, ben].map((person) => person.sees(new RegExp(`^${person.words.proposals.chip.agreed} `)));
    await Promise.all(agreed);
    await ben.page.getByRole('button', { name: new RegExp(`^${ben.words.proposals.chip.agreed} `) }).click();
    const [download] = await Promise.all([ben.page.waitForEvent('download'), ben.press(ben.words.proposals.calendar)]);
    const file = await readFile(await download.path(), 'utf8');
    expect(download.suggestedFilename()).to.equal('meshi-appointment.ics');
    expect(file)
      .to.include('STATUS:CONFIRMED')
      .and.include(stampOf(await startsAt()));
    await Promise.all([aki.picture('agreed'), ben.picture('agreed')]);
    expect(await violations(aki.page), 'what axe finds').to.deep.equal([]);
  });

  it('opens the room of the two when it is time, and both enter it', async () => {
    aheadMs = (await startsAt()).getTime() - Date.now();
    await app.kernel.jobs.runDue();

    await Promise.all([aki.sees(aki.words.proposals.isOpen), ben.sees(ben.words.proposals.isOpen)]);
    await Promise.all([aki.picture('room-is-open'), ben.picture('room-is-open')]);
    for (const visitor of [aki, ben]) {
      await visitor.press(visitor.words.proposals.enterRoom);
      await visitor.passDoor();
      await visitor.page.getByRole('button', { name: visitor.words.rooms.leave, exact: true }).waitFor();
    }
    await aki.page.getByRole('list', { name: aki.words.rooms.table }).getByText('Ben').first().waitFor();
    await ben.page.getByRole('list', { name: ben.words.rooms.table }).getByText('Aki').first().waitFor();
    await Promise.all([aki.picture('together'), ben.picture('together')]);
  });

  async function startsAt(): Promise<Date> {
    const proposal = await app.connection.collection('proposals').findOne({ state: 'accepted' });
    return proposal?.startsAt as Date;
  }

  /** Makes every hour of the week a free hour of this person. */
  async function setAlwaysFree(handle: string, timeZone: string): Promise<void> {
    const profile = await app.connection.collection<{ _id: string }>('profiles').findOne({ handle });
    const freeHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, minutes: 24 * 60 }));
    const actor = { tenantId: 'public', personId: profile?._id ?? '', sessionId: '' };
    await app.services.profiles.update(actor, { timeZone, freeHours });
  }
});

function stampOf(at: Date): string {
  return `DTSTART:${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
