/** Operators of a running app: people in a group that gives roles, who hold one of them. */
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { OperatorGroupDoc } from '../../src/operators/group-model.ts';
import type { TestApp } from './app.ts';
import { addAuthenticator, type WithAuthenticator } from './authenticator.ts';
import { type Person, proveAddress, signUp } from './people.ts';

export const REASON = 'a report of this morning';

/** A person with the authenticator app that operators need. */
export type Operator = Person & { authenticator: WithAuthenticator };

/** Puts a new person with a verified address and an authenticator app into a group that gives these roles. */
export async function newOperator(app: TestApp, ...roles: string[]): Promise<Operator> {
  const person = await newOperatorWithoutFactor(app, ...roles);
  const authenticator = await addAuthenticator(person, () => app.kernel.clock.now());
  return { ...person, authenticator };
}

/** As `newOperator`, for a person who cannot take the roles yet. */
export async function newOperatorWithoutFactor(app: TestApp, ...roles: string[]): Promise<Person> {
  const person = await proveAddress(app, await signUp(app));
  const group = { tenantId: PUBLIC_TENANT, name: `group of ${person.handle}`, roles, createdAt: new Date() };
  const groups = app.connection.collection<OperatorGroupDoc>('operatorGroups');
  await groups.insertOne({ _id: newId(), ...group, accountIds: [person.id] });
  return person;
}

/** Signs up a person who holds the role. */
export async function operatorWith(app: TestApp, role = 'operator', minutes = 60): Promise<Operator> {
  const person = await newOperator(app, role);
  await takeRole(person, role, minutes);
  return person;
}

export function takeRole(person: Person, role: string, minutes = 60) {
  return person.call('portal.take', { body: { role, reason: REASON, minutes, password: person.password } });
}
