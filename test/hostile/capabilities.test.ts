/** Tries links, tokens and codes after their maker has lost the right that they were made with. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { z } from 'zod';
import { parseTokenKeys } from '../../src/kernel/token-keys.ts';
import { type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { startTestApp } from '../support/app.ts';
import { startMailServer } from '../support/mail-server.ts';
import { refusalOf } from '../support/people.ts';
import { type Capability, type MakerWorld, madeUp, makers, stopMailLink } from './capability-makers.ts';

const OK = 'nothing was refused';

// Promise A3 of docs/promises.md.
describe('capabilities after a lost right', () => {
  let world: MakerWorld;

  before(async () => {
    const tokenKeys = parseTokenKeys(`test:${randomBytes(48).toString('base64url')}`).keys;
    const mailServer = await startMailServer();
    const app = await startTestApp({ env: { SMTP_URL: mailServer.url }, config: { tokenKeys } });
    world = { app, mailServer, tokenKeys };
  });
  after(async () => {
    await world.app.close();
    await world.mailServer.close();
  });

  it('are tried on every route that takes a token or a code, and each works while the right holds', async () => {
    // `sign-on/hostile-open-sign-on.test.ts` tries the tokens of providers of the server.
    const used: string[] = ['notifications.stopMail', 'openSignOn.finish', 'openSignOn.finishOwn'];
    for (const [name, make] of Object.entries(makers)) {
      const { uses, secret } = await make(world);
      used.push(...Object.keys(uses));
      expect(await answersOf(uses, secret), name).to.deep.equal(Object.keys(uses).map(() => OK));
    }

    const taking = Object.entries(routes as RouteTable).filter(([, route]) => takesSecret(route));
    expect([...new Set(used)].toSorted()).to.deep.equal(taking.map(([name]) => name).toSorted());
  });

  for (const [name, make] of Object.entries(makers)) {
    it(`: ${name} is then answered like one that was made up`, async () => {
      const { losses } = await make(world);
      for (const loss of Object.keys(losses)) {
        const made = await make(world);
        await made.losses[loss]?.();

        const answers = await answersOf(made.uses, made.secret);

        expect(answers, loss).to.deep.equal(await answersOf(made.uses, madeUp(made.secret)));
        expect(answers, loss).not.to.include(OK);
      }
    });
  }

  it(': a link that stops mails stores nothing about a deleted account', async () => {
    const { person, use } = await stopMailLink(world);
    await person.call('accounts.delete', { body: { password: person.password } });

    await use();

    const settings = world.app.connection.collection<{ _id: string }>('notificationSettings');
    expect(await settings.findOne({ _id: person.id })).to.equal(null);
  });
});

async function answersOf(uses: Capability['uses'], secret: string): Promise<string[]> {
  const answers = [];
  // One after the other: a use may end the next one.
  for (const use of Object.values(uses)) answers.push(await refusalOf(use(secret)));
  return answers;
}

function takesSecret({ params, query, body }: RouteDefinition): boolean {
  return [params, query, body].some((schema) => {
    if (!schema || schema === 'image') return false;
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
    // The token of a known device allows nothing without the password.
    return Object.keys(properties).some((field) => /token$|^code$/i.test(field) && field !== 'deviceToken');
  });
}
