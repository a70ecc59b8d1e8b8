/** Keys of push messages and of TURN credentials, on two real processes with a stand-in of a push service. */
import { createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { createVapidKeys, vapidText } from '../../src/kernel/vapid-keys.ts';
import type { KeyDoc } from '../../src/keys/store/index.ts';
import type { PushDeviceDoc } from '../../src/notifications/delivery/push-device-model.ts';
import type { Key } from '../../src/protocol/keys.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { newGuest, sitDown } from '../support/guest.ts';
import { interrupting } from '../support/hold.ts';
import { type Operator, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { type PushService, type StandInDevice, startPushService } from '../support/push-service.ts';

const OK = 'nothing was refused';
const SECRET = randomBytes(48).toString('base64url');
const KEYS_SECRET = `s1:${SECRET}`;
const TURN_SECRET = randomBytes(32).toString('hex');
const TURN_URLS = 'turn:turn.example:3478';
const settingsPair = createVapidKeys();
const limits = { keyRestMs: HOUR_MS, accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS, jobPollMs: HOUR_MS };

type Act = 'rehearse' | 'disable' | 'enable' | 'delete';

describe('keys that the server uses itself', () => {
  let processes: TestProcesses;
  let pushService: PushService;
  let one: TestApp;
  let other: TestApp;
  let chief: Operator;
  let nowMs: number;
  const clock = new Clock(() => nowMs);

  before(async () => {
    pushService = await startPushService();
  });
  after(() => pushService.close());
  beforeEach(async () => {
    // Outside of quiet hours.
    nowMs = new Date().setUTCHours(8, 0, 0, 0);
    processes = await TestProcesses.start(limits);
    [one, other] = await Promise.all([start(), start()]);
    chief = await operatorWith(one);
  });
  afterEach(() => processes.close());

  const start = (env: Record<string, string> = {}) =>
    processes.startOne({
      clock,
      env: { KEYS_SECRET, VAPID_KEYS: vapidText(settingsPair), TURN_URLS, TURN_SECRET, ...env },
      pushTransport: pushService.transport,
    });
  const next = (kind: 'push' | 'turn', from: 'new' | 'settings' = 'new') =>
    chief.call('serverKeys.next', { body: { kind, from, reason: REASON } });
  const act = (name: Act, keyId: string) =>
    chief.call(`serverKeys.${name}`, { params: { keyId }, body: { reason: REASON } });
  async function rest(): Promise<void> {
    nowMs += limits.keyRestMs;
    await takeRole(chief, 'operator');
  }
  async function listed(kind: Key['kind']): Promise<Key[]> {
    await Promise.all([one, other].map((app) => app.services.keyUses.flush()));
    return (await chief.call('serverKeys.list')).items.filter((key) => key.kind === kind);
  }
  async function read(keyId: string): Promise<Key | undefined> {
    return [...(await listed('push')), ...(await listed('turn'))].find(({ id }) => id === keyId);
  }
  const states = async (kind: 'push' | 'turn') =>
    Object.fromEntries((await listed(kind)).map(({ id, state }) => [id, state]));
  const inUse = (kind: 'push' | 'turn') =>
    one.connection.collection<KeyDoc>('keys').countDocuments({ kind, state: 'in_use' });

  describe('for push messages', () => {
    it('begin with the pair of the settings, which is taken over without losing a subscription', async () => {
      const device = await subscribed(await person());
      await push(device);
      expect(signerOf(device)).to.equal(settingsPair.publicKey);
      expect(await listed('push')).to.deep.equal([]);

      const { key, text } = await next('push', 'settings');
      await push(device, other);

      expect([key.state, key.devices, text]).to.deep.equal(['in_use', 1, null]);
      expect(signerOf(device)).to.equal(settingsPair.publicKey);
      expect(await read(key.id)).to.include({ uses: 1, lastUsedAt: new Date(nowMs).toISOString() });
      expect(await refusalOf(next('push', 'settings'))).to.equal('conflict/no_key_in_settings');
      const without = await start({ VAPID_KEYS: '' });
      await push(device, without);
      expect(signerOf(device), 'without the settings').to.equal(settingsPair.publicKey);
      expect(device.received).to.have.length(3);
    });

    it('are replaced by a press: each device is sent to with the key that it subscribed with, on both processes', async () => {
      const { key: former } = await next('push', 'settings');
      const early = await subscribed(await person());
      const { key: latter } = await next('push');
      const late = await subscribed(await person(), other);

      for (const app of [one, other]) for (const device of [early, late]) await push(device, app);

      expect(signerOf(early)).to.equal(settingsPair.publicKey);
      expect(signerOf(late))
        .to.equal(await pushKeyOf(other))
        .and.not.equal(settingsPair.publicKey);
      expect(await states('push')).to.deep.equal({ [former.id]: 'rehearsal', [latter.id]: 'in_use' });
      expect(await read(former.id)).to.include({ devices: 1, rehearsalUses: 2, uses: 2 });
      expect(await read(latter.id)).to.include({ devices: 1, rehearsalUses: 0, uses: 2 });
    });

    it('count in rehearsal what a disabled key refuses of the same traffic; its devices are kept, and one press brings it back', async () => {
      const { key } = await next('push', 'settings');
      const devices = await Promise.all(Array.from({ length: 4 }, async () => subscribed(await person())));
      await next('push');
      const traffic = async () => {
        await Promise.all(devices.flatMap((device) => [push(device, one), push(device, other), push(device, one)]));
      };

      await traffic();
      expect((await read(key.id))?.rehearsalUses).to.equal(12);
      expect(devices.map(({ received }) => received.length)).to.deep.equal([3, 3, 3, 3]);
      await act('disable', key.id);
      await traffic();

      expect(await read(key.id)).to.include({ refusedUses: 12, rehearsalUses: 12, devices: 4 });
      expect(devices.map(({ received }) => received.length)).to.deep.equal([3, 3, 3, 3]);
      await act('enable', key.id);
      await traffic();
      expect(devices.map(({ received }) => received.length)).to.deep.equal([6, 6, 6, 6]);
      expect(Object.values(await states('push')).toSorted()).to.deep.equal(['in_use', 'rehearsal']);
      expect(await pushKeyOf(one), 'new subscriptions').to.equal(settingsPair.publicKey);
    });

    it('are deleted after their rest, with their devices', async () => {
      const { key } = await next('push', 'settings');
      const [early, another] = [await subscribed(await person()), await subscribed(await person())];
      const { key: latter } = await next('push');
      const late = await subscribed(await person());
      expect(await refusalOf(act('delete', key.id))).to.equal('conflict/key_state');
      await act('disable', key.id);
      await rest();
      await push(early);
      expect(await refusalOf(act('delete', key.id))).to.equal('conflict/key_not_rested');

      await rest();
      await act('delete', key.id);

      expect(await devicesLeft()).to.deep.equal([latter.id]);
      for (const device of [early, another, late]) await push(device);
      expect([early, another, late].map(({ received }) => received.length)).to.deep.equal([0, 0, 1]);
    });

    it('of which one was deleted by a process that ended then: its devices go with the next push', async () => {
      const { key } = await next('push');
      const device = await subscribed(await person());
      await next('push');
      await act('disable', key.id);
      await rest();
      await interrupting(one.services.pushDevices, 'removeOf', async () => {
        expect(await refusalOf(act('delete', key.id))).to.equal('internal');
      });
      expect(await devicesLeft()).to.deep.equal([key.id]);

      await push(device, other);

      expect(await devicesLeft()).to.deep.equal([]);
      expect(device.received).to.deep.equal([]);
    });

    it('are those that the browser names, and no others', async () => {
      await next('push', 'settings');
      await next('push');
      const pushKey = await pushKeyOf(one);
      const { subscription } = pushService.newDevice();
      const ann = await person();
      const subscribe = (key: string) =>
        refusalOf(ann.call('notifications.subscribe', { body: { ...subscription, pushKey: key } }));

      expect(await subscribe(settingsPair.publicKey), 'the former one').to.equal(OK);
      expect((await stored())[0]?.keyId, 'taken over').to.equal(null);
      expect(await subscribe(pushKey ?? '')).to.equal(OK);
      expect(await subscribe(createVapidKeys().publicKey)).to.equal('invalid_input/push_key_unknown');
      const { endpoint } = subscription;
      const checked = await ann.call('notifications.checkDevice', { body: { endpoint } });
      expect(checked).to.deep.equal({ isSubscribed: true, pushKey });
    });

    function devicesLeft() {
      return stored().then((devices) => devices.map(({ keyId }) => keyId));
    }
    function stored(): Promise<PushDeviceDoc[]> {
      return one.connection.collection<PushDeviceDoc>('pushDevices').find().toArray();
    }
  });

  describe('for TURN credentials', () => {
    it('begin with the secret of the settings; a new one is used only when an operator says so', async () => {
      expect(await madeWith(TURN_SECRET)).to.equal(true);

      const { key, text } = await next('turn');

      expect(text).to.match(/^meshi_trn_[0-9a-f]{24}[0-9A-Za-z]{49}$/);
      expect(key).to.include({ state: 'disabled', uses: 0, lastUsedAt: null });
      expect(await madeWith(TURN_SECRET, other)).to.equal(true);
      expect(await read(key.id)).to.include({ refusedUses: 0 });
      await act('enable', key.id);
      expect([await madeWith(text), await madeWith(text, other)]).to.deep.equal([true, true]);
      expect(await read(key.id)).to.include({ uses: 2, lastUsedAt: new Date(nowMs).toISOString() });
      expect(JSON.stringify(await chief.call('serverKeys.list'))).to.not.include(text);
    });

    it('are replaced: the former one makes no more credentials, comes back with one press, and is deleted after its rest', async () => {
      const former = await next('turn', 'settings');
      const latter = await next('turn');
      await act('enable', latter.key.id);
      expect(await states('turn')).to.deep.equal({ [former.key.id]: 'rehearsal', [latter.key.id]: 'in_use' });
      expect(await madeWith(latter.text)).to.equal(true);
      expect(await read(former.key.id)).to.include({ rehearsalUses: 0 });

      await act('enable', former.key.id);
      expect(await madeWith(TURN_SECRET, other)).to.equal(true);
      expect(await states('turn')).to.deep.equal({ [former.key.id]: 'in_use', [latter.key.id]: 'rehearsal' });
      expect(await refusalOf(act('delete', latter.key.id))).to.equal('conflict/key_state');
      await act('disable', latter.key.id);
      expect(await refusalOf(act('delete', latter.key.id))).to.equal('conflict/key_not_rested');
      await rest();
      await act('delete', latter.key.id);
      expect(await states('turn')).to.deep.equal({ [former.key.id]: 'in_use' });
    });

    it('count in rehearsal what a disabled one refuses, if there is no other', async () => {
      const { key } = await next('turn', 'settings');
      const guests = await Promise.all([0, 1, 2, 3].map((number) => newGuest(number % 2 ? other : one)));
      const traffic = () => Promise.all(guests.map((guest, number) => iceServers(number % 2 ? other : one, guest)));

      await act('rehearse', key.id);
      expect((await traffic()).map((servers) => servers.length)).to.deep.equal([1, 1, 1, 1]);
      await act('disable', key.id);
      expect((await traffic()).map((servers) => servers.length)).to.deep.equal([0, 0, 0, 0]);

      expect(await read(key.id)).to.include({ rehearsalUses: 4, refusedUses: 4 });
    });
  });

  it('leave one in use when the process ends between the two steps of a change: the next reader goes on', async () => {
    for (const kind of ['push', 'turn'] as const) {
      await next(kind, 'settings');
      const { key } = await next(kind).then((made) => (kind === 'turn' ? made : { key: null }));
      const keys = kind === 'push' ? one.services.pushKeys : one.services.turnKeys;
      await interrupting(keys, 'settle', async () => {
        await refusalOf(key ? act('enable', key.id) : next(kind));
      });
      expect(await inUse(kind), `${kind}: the former one is not rehearsed yet`).to.equal(2);

      const later = kind === 'push' ? other.services.pushKeys : other.services.turnKeys;
      const current = await later.current();

      expect(await inUse(kind)).to.equal(1);
      const [newest] = (await listed(kind)).filter(({ state }) => state === 'in_use');
      expect(newest?.id).to.equal(current?.doc?._id);
    }
  });

  it('are one of each kind, however many acts meet on two processes', async () => {
    const boss = await operatorWith(other);
    const made = await Promise.all([1, 2, 3].map(() => next('turn')));
    const ids = made.map(({ key }) => key.id);
    const enabled = ids.map((keyId, number) =>
      (number % 2 ? boss : chief).call('serverKeys.enable', { params: { keyId }, body: { reason: REASON } }),
    );
    await Promise.all(enabled);

    expect(Object.values(await states('turn')).toSorted()).to.deep.equal(['in_use', 'rehearsal', 'rehearsal']);
    // All at the same moment of the clock.
    for (const keyId of [...ids, ...ids]) {
      if ((await read(keyId))?.state === 'rehearsal') await act('enable', keyId);
      expect((await states('turn'))[keyId]).to.equal('in_use');
    }
    await Promise.all([
      next('push'),
      boss.call('serverKeys.next', { body: { kind: 'push', from: 'new', reason: REASON } }),
    ]);
    expect(Object.values(await states('push')).toSorted()).to.deep.equal(['in_use', 'rehearsal']);
    await Promise.all([next('push', 'settings'), one.services.pushKeys.settle()]);
    expect(Object.values(await states('push')).toSorted(), 'taken over').to.deep.equal([
      'in_use',
      'rehearsal',
      'rehearsal',
    ]);
    const both = await Promise.all([one, other].map((app) => app.services.pushKeys.current()));
    expect(both[0]?.doc?._id).to.equal(both[1]?.doc?._id);
  });

  it('are sealed in the database, and sealed again by a newer key of the settings', async () => {
    const { text } = await next('turn');
    await next('turn', 'settings');
    await next('push', 'settings');
    const { key } = await next('push');
    const device = await subscribed(await person());
    const docs = () =>
      one.connection
        .collection<KeyDoc>('keys')
        .find({ kind: { $in: ['turn', 'push'] } })
        .toArray();
    const plain = [text ?? '', TURN_SECRET, settingsPair.privateKey.reveal()];
    for (const secret of plain) expect(JSON.stringify(await docs())).to.not.include(secret);

    const newer = `s2:${randomBytes(48).toString('base64url')}`;
    const both = await start({ KEYS_SECRET: `${newer},${KEYS_SECRET}` });
    await Promise.all([both.services.turnKeys.current(), both.services.pushKeys.current()]);

    expect((await docs()).map(({ sealed }) => sealed?.slice(0, 3))).to.deep.equal(['s2.', 's2.', 's2.', 's2.']);
    const after = await start({ KEYS_SECRET: newer, TURN_SECRET: '', VAPID_KEYS: '' });
    expect(await after.services.turnKeys.take()).to.equal(TURN_SECRET);
    expect((await after.services.pushKeys.find(null))?.text).to.equal(vapidText(settingsPair));
    // This process has only the older one: it goes without, and takes no key for deleted.
    expect(await one.services.turnKeys.take()).to.equal(null);
    await push(device, one);
    expect((await read(key.id))?.devices).to.equal(1);
    await push(device, after);
    expect(signerOf(device)).to.equal(await pushKeyOf(after));
  });

  it('are led only by operators who manage keys, and each act is in the audit log', async () => {
    const ann = await person();
    const asked = { body: { kind: 'push' as const, from: 'new' as const, reason: REASON } };
    expect(await refusalOf(ann.call('serverKeys.next', asked))).to.equal('forbidden/role_needed');
    expect(await listed('push')).to.deep.equal([]);

    const { key: former } = await next('push', 'settings');
    const { key } = await next('push');
    await act('disable', former.id);

    const entries = one.connection.collection('auditEntries').find({ targetId: { $in: [former.id, key.id] } });
    const told = (await entries.sort({ seq: 1 }).toArray()).map(({ action, targetId, actorId }) => [
      action,
      targetId === key.id ? 'new' : 'former',
      actorId === 'system' ? 'system' : 'operator',
    ]);
    expect(told).to.deep.equal([
      ['key_created', 'former', 'operator'],
      ['key_created', 'new', 'operator'],
      ['key_rehearsed', 'former', 'system'],
      ['key_disabled', 'former', 'operator'],
    ]);
  });

  interface Subscribed extends StandInDevice {
    owner: Person;
  }
  async function person(): Promise<Person> {
    return proveAddress(one, await signUp(one, { language: 'en', timeZone: 'Europe/Paris' }));
  }
  async function subscribed(owner: Person, app = one): Promise<Subscribed> {
    const device = pushService.newDevice();
    const pushKey = await pushKeyOf(app);
    await owner.call('notifications.subscribe', { body: { ...device.subscription, ...(pushKey && { pushKey }) } });
    return { ...device, owner };
  }
  async function pushKeyOf(app: TestApp): Promise<string | null> {
    return app.services.pushKeys.current().then((key) => key?.text.split(':')[0] ?? null);
  }
  let pushed = 0;
  /** Notifies the person, and sends what is due. */
  async function push({ owner }: Subscribed, app = one): Promise<void> {
    pushed += 1;
    await app.services.notifications.notify({
      tenantId: PUBLIC_TENANT,
      personIds: [owner.id],
      kind: 'interest_created',
      byId: chief.id,
      data: { personId: chief.id, topicId: chief.id, topicTitle: 'Bread' },
      key: `test:${pushed}`,
    });
    await app.kernel.jobs.runDue();
  }
  function signerOf({ received }: Subscribed): string | undefined {
    return /k=([\w-]+)/.exec(received.at(-1)?.headers.authorization ?? '')?.[1];
  }
  async function iceServers(app: TestApp, guest: Awaited<ReturnType<typeof newGuest>>) {
    const { id } = await guest.call('rooms.create', { body: { title: 'Tea' } });
    const { opened, voice } = await sitDown(app, guest, id);
    voice.socket.disconnect();
    return opened.iceServers;
  }
  /** Whether the credentials of a new seat are made with this secret. */
  async function madeWith(secret: string | null, app = one): Promise<boolean> {
    const [server] = await iceServers(app, await newGuest(app));
    const { username, credential } = (server ?? {}) as { username?: string; credential?: string };
    return (
      createHmac('sha1', secret ?? '')
        .update(username ?? '')
        .digest('base64') === credential
    );
  }
});

describe('keys that the server uses itself, without KEYS_SECRET', () => {
  it('are those of the settings, and nothing is in the database', async () => {
    const app = await startTestApp({ env: { TURN_URLS, TURN_SECRET, VAPID_KEYS: vapidText(settingsPair) } });
    try {
      const operator = await operatorWith(app);
      const body = { kind: 'turn' as const, from: 'new' as const, reason: REASON };

      expect(await refusalOf(operator.call('serverKeys.next', { body }))).to.equal('conflict/no_keys_secret');
      expect(await app.services.turnKeys.take()).to.equal(TURN_SECRET);
      expect((await operator.call('notifications.getSettings')).pushKey).to.equal(settingsPair.publicKey);
      expect(await app.connection.collection('keys').countDocuments()).to.equal(0);
    } finally {
      await app.close();
    }
  });
});
