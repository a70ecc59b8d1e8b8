/**
 * The media worker is killed twice (`WORKER_DEATHS` sets another number) while two people talk in real browsers. Each time both are heard again without
 * pressing anything. `test-results/worker-death.json` keeps how long that took.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerProcess } from '../support/server-process.ts';
import { hearsSound } from '../support/sound.ts';
import { talkInARoom } from '../support/talk.ts';
import { Visitor } from '../support/visitor.ts';

const deaths = Number(process.env.WORKER_DEATHS ?? 2);
const results = join(import.meta.dirname, '../../test-results');

describe('a media worker that is killed', () => {
  let server: ServerProcess;
  let people: [Visitor, Visitor];

  before(async () => {
    server = await ServerProcess.start();
    const pictures = 'worker-death';
    people = await Promise.all([
      Visitor.arrive(server.url, { name: 'Aki', language: 'ja', size: 'desktop', voice: 'a.wav', pictures }),
      Visitor.arrive(server.url, { name: 'Ben', language: 'en', size: 'desktop', voice: 'b.wav', pictures }),
    ]);
  });

  after(async () => {
    await Promise.all((people ?? []).map((visitor) => visitor.leave()));
    await server?.close();
  });

  it(`is replaced while two people talk, ${deaths} times`, async () => {
    await talkInARoom(people);
    const gapsMs: number[] = [];

    for (let death = 0; death < deaths; death++) {
      const killedAt = performance.now();
      await server.killChild('mediasoup-worker');
      await Promise.all(people.map(({ page }) => hearsSound(page)));
      gapsMs.push(Math.round(performance.now() - killedAt));
    }

    await Promise.all(people.map((visitor) => visitor.picture('still-talking')));
    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'worker-death.json'), JSON.stringify({ gapsMs }));
  });
});
