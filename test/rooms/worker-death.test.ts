/** A killed media worker: its rooms end with a reason, people can rejoin at once, and their state is kept. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hear, listen, newGuest, openMicrophone, type Seated, sitDown } from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const KILLS = 3;

describe('a killed media worker', () => {
  let app: TestApp;
  afterEach(async () => {
    disconnectAll();
    await app.close();
  });

  it('is replaced, and people who rejoin at once keep their state', async () => {
    app = await startTestApp();
    let [ann, bob] = await seatTwo();
    await bob.voice.ask('microphone:mute', { isMuted: true });
    await bob.voice.ask('hand:raise', { isRaised: true });

    for (let kill = 0; kill < KILLS; kill += 1) {
      killWorker(0);
      await Promise.all([wasRestarted(ann), wasRestarted(bob)]);
      [ann, bob] = await Promise.all([comeBack(ann), comeBack(bob)]);
      const me = bob.opened.peers.find(({ id }) => id === bob.opened.peerId);
      expect(me).to.include({ isMuted: true, hasHandUp: true, isDeaf: false });
      await listen(ann);
      await openMicrophone(bob);
      await hear(ann, bob);
    }

    expect(app.services.mediaState()).to.include({ wanted: 1, alive: 1, rooms: 1, peers: 2 });
  });

  it('leaves the room occupied in every list while its people rejoin', async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20 } });
    const [ann, bob] = await seatTwo();
    const watcher = await newGuest(app);
    await watcher.line.ask('rooms:watch', {});

    killWorker(0);
    await wasRestarted(ann);
    const back = await comeBack(ann);
    await comeBack(bob);
    await back.voice.ask('hand:raise', { isRaised: true });

    await watcher.line.next('room:changed', ({ peers }) => peers.length === 2 && peers.some((peer) => peer.hasHandUp));
    expect(watcher.line.all('room:changed').filter(({ peers }) => peers.length === 0)).to.deep.equal([]);
  });

  it('lets people in again whose attempt came before its successor was ready', async () => {
    app = await startTestApp({ limits: { workerWaitMs: 1 } });
    let [ann] = await seatTwo();
    const outcomes: string[] = [];
    const tryAgain = async () => {
      const attempt = comeBack(ann);
      outcomes.push(await refusalOf(attempt));
      if (outcomes.at(-1) === 'nothing was refused') ann = await attempt;
    };

    // A successor that was ready first is killed, too.
    while (outcomes.at(-1) !== 'unavailable/media_starting') {
      killWorker(0);
      await wasRestarted(ann);
      await tryAgain();
    }
    while (outcomes.at(-1) === 'unavailable/media_starting') await tryAgain();

    expect(outcomes.at(-1)).to.equal('nothing was refused');
  });

  it('affects only its own rooms', async () => {
    app = await startTestApp({ env: { MEDIA_WORKERS: '2' } });
    const [ann, bob] = await seatTwo();
    const [cat, dan] = await seatTwo();

    killWorker(0);

    const rooms = [
      [ann, bob],
      [cat, dan],
    ] as const;
    const [ended] = await Promise.race(
      rooms.map(async (seated) => Promise.all(seated.map(wasRestarted)).then(() => seated)),
    );
    const [one, other] = ended === ann ? [cat, dan] : [ann, bob];
    await one.voice.ask('hand:raise', { isRaised: true });
    expect(await other.voice.next('peer:changed')).to.include({ hasHandUp: true });
    expect(other.voice.all('voice:closed')).to.deep.equal([]);
  });

  it('does not prevent the app from closing, even if it hangs', async () => {
    app = await startTestApp();
    const [ann] = await seatTwo();
    const pid = app.services.workerPids()[0] ?? 0;
    process.kill(pid, 'SIGSTOP');

    await app.close();

    expect(await ann.voice.next('voice:closed')).to.deep.equal({ reason: 'media_restarted' });
    expect(() => process.kill(pid, 0)).to.throw('ESRCH');
  });

  function killWorker(index: number): void {
    const pid = app.services.workerPids()[index];
    if (pid === undefined) throw new Error('There is no such worker');
    process.kill(pid, 'SIGKILL');
  }

  async function seatTwo(): Promise<[Seated, Seated]> {
    const owner = await newGuest(app);
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'Night shift' } });
    const ann = await sitDown(app, owner, roomId);
    const bob = await sitDown(app, await newGuest(app), roomId);
    await ann.voice.next('peer:joined');
    return [ann, bob];
  }

  async function wasRestarted({ voice }: Seated): Promise<void> {
    expect(await voice.next('voice:closed')).to.deep.equal({ reason: 'media_restarted' });
  }

  /** Rejoins with a new ticket, as the SDK does. */
  function comeBack({ guest, joined }: Seated): Promise<Seated> {
    return sitDown(app, guest, joined.room.id);
  }
});
