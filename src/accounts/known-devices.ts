/**
 * Devices on which a person has signed in before. Each has a token, in an httpOnly cookie or in the client's own store, that is
 * bound to the account. Such a device spends its own allowance of attempts, so others who guess the password do not lock its owner
 * out. The token allows nothing else, and it names no account.
 */
import { randomBytes } from 'node:crypto';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { SignedTexts } from '../kernel/signed-text.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { AccountService } from './account-service.ts';

export interface KnownDevicesOptions {
  keys: readonly TokenKey[];
  accounts: Pick<AccountService, 'findByEmail'>;
  clock: Clock;
  limits: { knownDeviceMs: number };
}

/** The part of a request that carries the token of a device. */
export interface DeviceCall {
  body: unknown;
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

/** Read only where people sign in. */
export const DEVICE_COOKIE = 'meshi_device';

const FORMAT = /^([\w-]{22})\.(\d{10,16})$/;

export class KnownDevices {
  readonly #texts: SignedTexts;
  readonly #parts: Pick<KnownDevicesOptions, 'accounts' | 'clock' | 'limits'>;

  constructor({ keys, accounts, clock, limits }: KnownDevicesOptions) {
    this.#texts = new SignedTexts({ keys, purpose: 'meshi:device' });
    this.#parts = { accounts, clock, limits };
  }

  /** A token for a device on which someone has just signed in to this account. */
  make(accountId: string): string {
    const { clock, limits } = this.#parts;
    const deviceId = randomBytes(16).toString('base64url');
    return this.#texts.sign(`${deviceId}.${clock.now() + limits.knownDeviceMs}`, accountId);
  }

  /** The id of the calling device if it is known for the account with this address; otherwise null. */
  async idOf(call: DeviceCall, email: string): Promise<string | null> {
    const token = tokenOf(call);
    if (!token) return null;
    const account = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email);
    return account && this.#read(token, account.personId);
  }

  /** The id of the calling device if it is known for this account; otherwise null. */
  idFor(call: DeviceCall, accountId: string): string | null {
    const token = tokenOf(call);
    return token ? this.#read(token, accountId) : null;
  }

  #read(token: string, accountId: string): string | null {
    const text = this.#texts.verify(token, accountId);
    const [, deviceId, expiresAt] = FORMAT.exec(text ?? '') ?? [];
    return deviceId && Number(expiresAt) > this.#parts.clock.now() ? deviceId : null;
  }
}

function tokenOf(call: DeviceCall): string | undefined {
  const { refreshIn, deviceToken } = call.body as { refreshIn?: unknown; deviceToken?: unknown };
  // Cookies of another client of the same browser are not read: their use needs a check of the origin.
  if (refreshIn === 'cookie') return call.cookies[DEVICE_COOKIE];
  return typeof deviceToken === 'string' ? deviceToken : undefined;
}
