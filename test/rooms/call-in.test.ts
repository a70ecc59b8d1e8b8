import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { newGuest, sitDown } from '../support/guest.ts';
import type { Person } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

describe('a room in which someone waits', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { roomWaitingMs: 0, jobPollMs: 3_600_000, presenceBatchMs: 1 } });
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('calls in online people who asked for its tags, once, and nobody who must not meet the owner', async () => {
    const [owner, friend, never, blocked, other] = await Promise.all(Array.from({ length: 5 }, () => newGuest(app)));
    if (!owner || !friend || !never || !blocked || !other) throw new Error('Five people are needed');
    for (const one of [owner, friend, never, blocked]) await callIn(one, ['ramen']);
    await callIn(other, ['sake']);
    await owner.call('neverMatch.add', { params: { personId: never.id } });
    await blocked.call('blocks.create', { params: { personId: owner.id } });
    const room = await owner.call('rooms.create', { body: { title: 'Noodles', tags: ['ramen'] } });
    const scheduled = waitingJob(room.id);

    await sitDown(app, owner, room.id);
    await scheduled;
    await app.kernel.jobs.runDue();

    expect(await callsOf(friend)).to.deep.equal([[owner.id, room.id]]);
    for (const one of [owner, never, blocked, other]) expect(await callsOf(one)).to.deep.equal([]);
    await sitDown(app, friend, room.id);
    await app.kernel.jobs.runDue();
    expect(await callsOf(friend)).to.have.length(1);
  });

  it('calls in nobody if another person has come in the meantime', async () => {
    const [owner, friend, third] = await Promise.all([newGuest(app), newGuest(app), newGuest(app)]);
    await callIn(friend, ['soba']);
    const room = await owner.call('rooms.create', { body: { title: 'Noodles', tags: ['soba'] } });
    const scheduled = waitingJob(room.id);
    await sitDown(app, owner, room.id);
    await scheduled;

    await sitDown(app, third, room.id);
    await owner.line.received('room:changed', ({ id, peers }) => id === room.id && peers.length === 2);
    await app.kernel.jobs.runDue();

    expect(await callsOf(friend)).to.deep.equal([]);
  });

  it('calls in nobody who has removed their tags', async () => {
    const person = await newGuest(app);
    await callIn(person, ['tea']);
    expect(await person.call('callIn.get')).to.deep.equal({ tags: ['tea'] });

    await callIn(person, []);

    expect(await person.call('callIn.get')).to.deep.equal({ tags: [] });
  });

  function callIn(person: Person, tags: string[]) {
    return person.call('callIn.set', { body: { tags } });
  }

  async function callsOf(person: Person): Promise<unknown[]> {
    const { items } = await person.call('notifications.list');
    return items.flatMap(({ kind, data }) => {
      return kind === 'room_waiting' && 'roomId' in data ? [[data.personId, data.roomId]] : [];
    });
  }

  /** Resolves when the job of the room has been stored. */
  function waitingJob(roomId: string): Promise<void> {
    const { jobs } = app.kernel;
    const schedule = jobs.schedule.bind(jobs);
    return new Promise((resolve) => {
      jobs.schedule = async (kind, job) => {
        await schedule(kind, job);
        if (job.key === `call_in.room_waiting:${roomId}`) resolve();
      };
    });
  }
});
