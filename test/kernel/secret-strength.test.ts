/** Which secrets are taken for random ones. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { strengthOf } from '../../src/kernel/settings-checks/secret-strength.ts';
import { parseTokenKeys, secretProblem } from '../../src/kernel/token-keys.ts';

/** Of each kind. All kinds together are 14,000. */
const RUNS = 2_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What these commands and programs make. */
const random: Record<string, fc.Arbitrary<string>> = {
  'openssl rand -base64 48': randomBytes(48).map((bytes) => bytes.toString('base64')),
  'openssl rand -base64 32': randomBytes(32).map((bytes) => bytes.toString('base64')),
  'openssl rand -base64 24': randomBytes(24).map((bytes) => bytes.toString('base64')),
  'openssl rand -hex 32': randomBytes(32).map((bytes) => bytes.toString('hex')),
  'openssl rand -hex 16': randomBytes(16).map((bytes) => bytes.toString('hex')),
  'base64url of 32 bytes': randomBytes(32).map((bytes) => bytes.toString('base64url')),
  'pwgen -s 32': randomBytes(32).map((bytes) => [...bytes].map((byte) => ALPHABET[byte % 62]).join('')),
};

/** What people make up, and find in tutorials. */
const weak: Record<string, string> = {
  'a row of keys': 'qwertyuiopasdfghjklzxcvbnm1234567890',
  'a row of keys, with shift': 'ASDFGHJKLasdfghjklASDFGHJKLasdfghjkl1',
  'columns of keys': '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'the alphabet': 'abcdefghijklmnopqrstuvwxyz0123456789',
  'the whole alphabet': ALPHABET,
  'the reversed alphabet': 'zyxwvutsrqponmlkjihgfedcba9876543210',
  'every second letter': 'acegikmoqsuwybdfhjlnprtvxz02468acegik',
  'letters and digits in turn': 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6',
  'pairs of digits': '0011223344556677889900112233445566778899',
  'pairs of letters': '0011223344556677889900aabbccddeeff',
  'a repeated word': 'tokentokentokentokentokentoken-key1',
  'a repeated random block': 'q7Qz2vNw9LxR'.repeat(3),
  'a phrase of a comic': 'correct-horse-battery-staple-forever-more',
  'a phrase without spaces': 'thisisaverylongphraseforourownserver',
  'a phrase in camel case': 'CorrectHorseBatteryStapleForeverAndEver!!',
  'a phrase about its use': 'jwt-signing-key-for-production-use-only!!',
  'a phrase in base64': Buffer.from('correct horse battery staple forever').toString('base64'),
  'a phrase in hex': Buffer.from('correct horse battery staple forever').toString('hex'),
  'a sentence': 'the quick brown fox jumps over the lazy dog 2026',
  'a letter': 'a'.repeat(64),
  'letters instead of digits': 'p4ssw0rdp4ssw0rdp4ssw0rdp4ssw0rd1!',
  'a word of an example': 'changeme-k7Qz2vNw9LxR4tYp6BmC1dJf8HgS3aUe',
};

describe('a secret', () => {
  for (const [kind, secrets] of Object.entries(random)) {
    it(`is strong enough if it is random: ${kind}`, () => {
      fc.assert(
        fc.property(secrets, (secret) => secretProblem(secret) === null),
        { numRuns: RUNS },
      );
    });
  }

  for (const [kind, secret] of Object.entries(weak)) {
    it(`is too weak if it is ${kind}`, () => {
      const problem = secretProblem(secret);

      expect(problem).to.match(/^(consists of|is too regular|contains a)/);
      expect(problem).not.to.include(secret.slice(0, 5));
    });
  }

  it('is not used twice', () => {
    const secret = fc.sample(random['openssl rand -hex 32'] as fc.Arbitrary<string>, 1)[0];

    expect(parseTokenKeys(`k1:${secret},k2:${secret}`).problems).to.deep.equal(['key 2 repeats a secret']);
  });

  it('of 16 bytes needs 64 bits at least, of which a word has 12', () => {
    expect(strengthOf('horse').bits).to.be.at.most(12);
    expect(strengthOf('4e1b0c7d92f6a835').bits).to.be.within(48, 64);
  });

  it('of any length is judged in a short time', () => {
    expect(strengthOf('ab1'.repeat(100_000)).weakness).to.equal('regular');
  });
});

/** Of a seed, so that a failure can be repeated. Bytes of fast-check would be mostly small. */
function randomBytes(length: number): fc.Arbitrary<Buffer> {
  return fc.noBias(fc.nat()).map((seed) => createHash('shake256', { outputLength: length }).update(`${seed}`).digest());
}
