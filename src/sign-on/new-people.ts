/** Makes members of an organisation out of people whom its provider has signed in for the first time. */
import type { SignUpService } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { TenantEntry } from '../protocol/tenants.ts';
import type { Admissions } from '../tenants/index.ts';
import type { Identities, NewIdentity } from './identities.ts';
import { entryOf, type NamedPerson } from './new-entry.ts';

export interface NewPeopleOptions {
  signUps: Pick<SignUpService, 'createWithoutPassword'>;
  admissions: Pick<Admissions, 'admit' | 'check'>;
  identities: Pick<Identities, 'link'>;
  audit: Pick<AuditTrail, 'entry'>;
}

export interface NewMember extends Person {
  accountId: string;
}

/** The network of the request, for the audit log. */
interface Origin {
  network: string;
}

interface FirstSignIn {
  tenantId: string;
  subjectHash: string;
  identity: NamedPerson;
  device: Origin;
}

/** Handles to try before a person has to ask for help. */
const HANDLE_TRIES = 20;

export class NewPeople {
  readonly #parts: NewPeopleOptions;

  constructor(parts: NewPeopleOptions) {
    this.#parts = parts;
  }

  /** An account without a password, and its person in the organisation. @throws ConflictError `email_taken` */
  async create({ tenantId, subjectHash, identity, device }: FirstSignIn): Promise<NewMember> {
    const { language, timeZone } = entryOf(identity, 1);
    const { email } = identity;
    const { network } = device;
    const { accountId } = await this.#parts.signUps.createWithoutPassword({ email, language, timeZone, network });
    const member = { tenantId, personId: newId(), accountId };
    // Linked first: if the process ends now, the next sign-in finds the account by its identity and goes on.
    await this.link({ ...member, subjectHash }, 'new', device);
    return this.admit(member, identity, device);
  }

  /** Makes an account a member, with a handle that is free. @throws as `Admissions.admit` */
  async admit(member: NewMember, named: NamedPerson, { network }: Origin): Promise<NewMember> {
    const { tenantId, personId, accountId } = member;
    const by = { actor: { address: network }, how: 'single_sign_on' as const };
    const entry = await this.#freeEntry(tenantId, accountId, named);
    await this.#parts.admissions.admit({ tenantId, accountId, personId, role: 'member', entry, by });
    return member;
  }

  async link(identity: NewIdentity, how: 'new' | 'password' | 'mail' | 'passkey' | 'session', { network }: Origin) {
    const { tenantId, personId } = identity;
    const actor = { personId, address: network };
    const entry = this.#parts.audit.entry({
      chain: tenantId,
      actor,
      as: 'member',
      action: 'identity_linked',
      targetId: personId,
      after: { how },
    });
    await this.#parts.identities.link(identity, entry);
  }

  async #freeEntry(tenantId: string, accountId: string, named: NamedPerson): Promise<TenantEntry> {
    for (let attempt = 1; ; attempt++) {
      const entry = entryOf(named, attempt);
      try {
        await this.#parts.admissions.check(tenantId, accountId, entry, 'single_sign_on');
        return entry;
      } catch (error) {
        const isTaken = error instanceof ConflictError && error.details?.reason === 'handle_taken';
        if (!isTaken || attempt === HANDLE_TRIES) throw error;
      }
    }
  }
}
