/** The e-mail domains of an organisation. A domain is added after an owner has proved to receive mail in it. */

import type { EmailCodes } from '../accounts/index.ts';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, ForbiddenError } from '../kernel/errors.ts';
import type { TenantDetails } from '../protocol/tenants.ts';
import { domainOf, isFreeMail } from './email-domains.ts';
import type { MailsToStrangers } from './mails-to-strangers.ts';
import type { TenantStore } from './memberships/tenant-store.ts';
import type { TenantAccess, TenantActor } from './tenant-access.ts';
import type { TenantService } from './tenant-service.ts';

export interface DomainServiceOptions {
  audit: Pick<AuditTrail, 'entry'>;
  tenantStore: TenantStore;
  access: TenantAccess;
  tenants: Pick<TenantService, 'current'>;
  mails: Pick<MailsToStrangers, 'countCode'>;
  emailCodes: Pick<EmailCodes, 'send' | 'redeem'>;
  limits: { domainsPerTenant: number };
}

export class DomainService {
  readonly #parts: DomainServiceOptions;

  constructor(parts: DomainServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Mails a code to the address.
   * @throws ForbiddenError `free_mail`, `email_unverified`, ConflictError `too_many_domains`, LimitExceededError
   */
  async request(actor: Actor, email: string): Promise<{ domain: string }> {
    const { tenant } = await this.#parts.access.requirePermission(actor, 'organisation:manage_domains');
    const domain = domainOf(email);
    if (isFreeMail(domain)) throw freeMail();
    if (tenant.domains.length >= this.#parts.limits.domainsPerTenant) throw this.#tooMany();
    await this.#parts.mails.countCode(actor, email);
    await this.#parts.emailCodes.send(purposeOf(actor, domain), email);
    return { domain };
  }

  /**
   * Adds the domain of the address that the code was mailed to.
   * @throws InvalidInputError `code_wrong`, ForbiddenError `free_mail`, ConflictError `too_many_domains`
   */
  async verify(actor: Actor, { domain, code }: { domain: string; code: string }): Promise<TenantDetails> {
    const current = await this.#parts.access.requirePermission(actor, 'organisation:manage_domains');
    const email = await this.#parts.emailCodes.redeem(purposeOf(actor, domain.toLowerCase()), code);
    const verified = domainOf(email);
    if (isFreeMail(verified)) throw freeMail();
    const isAdded = await this.#parts.tenantStore.addDomain(
      actor.tenantId,
      verified,
      this.#parts.limits.domainsPerTenant,
      this.#entry(actor, current, { action: 'tenant_domain_added', by: 1 }),
    );
    if (!isAdded) throw this.#tooMany();
    return this.#parts.tenants.current(actor);
  }

  /** Removes the domain. Idempotent. */
  async remove(actor: Actor, domain: string): Promise<TenantDetails> {
    const current = await this.#parts.access.requirePermission(actor, 'organisation:manage_domains');
    const entry = this.#entry(actor, current, { action: 'tenant_domain_removed', by: -1 });
    await this.#parts.tenantStore.removeDomain(actor.tenantId, domain.toLowerCase(), entry);
    return this.#parts.tenants.current(actor);
  }

  /** With the number of domains: a domain may be the name of a person. */
  #entry(
    actor: Actor,
    { tenant, role }: TenantActor,
    { action, by }: { action: 'tenant_domain_added' | 'tenant_domain_removed'; by: 1 | -1 },
  ): PendingAuditEntry {
    const { length } = tenant.domains;
    const facts = { before: { domains: length }, after: { domains: length + by } };
    return this.#parts.audit.entry({ chain: tenant._id, actor, as: role, action, targetId: tenant._id, ...facts });
  }

  #tooMany(): ConflictError {
    const max = this.#parts.limits.domainsPerTenant;
    return new ConflictError('too_many_domains', `An organisation can have ${max} domains. Remove one first.`, { max });
  }
}

function freeMail(): ForbiddenError {
  return new ForbiddenError(
    'free_mail',
    'Anyone can get an address in this domain. Use a domain that belongs to your organisation.',
  );
}

function purposeOf({ tenantId, personId }: Actor, domain: string) {
  return { tenantId, personId, use: `domain:${domain}` };
}
