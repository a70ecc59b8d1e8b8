/** The codes of authenticator apps (TOTP, RFC 6238): six digits, a new one every 30 seconds. */
import { Secret, TOTP } from 'otpauth';

/** What every authenticator app supports. */
const SETTINGS = { issuer: 'Meshi', algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
/** The clock of a phone may be one step early or late. */
const WINDOW = 1;

/** A new secret, in base32. */
export function newAuthenticatorSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The address that an authenticator app reads from a QR code. `label` names the account in the app. */
export function authenticatorUri(secret: string, label: string): string {
  return new TOTP({ ...SETTINGS, label, secret: Secret.fromBase32(secret) }).toString();
}

/** The time step of a code; null if the code is wrong at this time (milliseconds since 1970). */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const totp = new TOTP({ ...SETTINGS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}
