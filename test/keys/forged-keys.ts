/** Keys that are right in form, and that this server did not make. */
import { crc32 } from 'node:zlib';
import { makeKeyText, parseKeyText } from '../../src/keys/key-text.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Forgeries from two keys of the same kind. */
export function keysOf(text: string, other: string): string[] {
  const [one, two] = [parseKeyText(text), parseKeyText(other)];
  if (!one || !two) throw new Error('expected two keys');
  const forged = [
    // A new secret for a known id, the secret of another key, and another kind.
    makeKeyText(one.kind, one.id).text,
    withChecksum(`meshi_srv_${one.id}${two.secret}`),
    withChecksum(`meshi_org_${one.id}${one.secret}`),
    makeKeyText('server', '0123456789abcdef01234567').text,
  ];
  if (forged.some((each) => parseKeyText(each) === null)) throw new Error('a forgery is not right in form');
  return forged;
}

function withChecksum(body: string): string {
  let rest = crc32(body);
  let checksum = '';
  for (let place = 0; place < 6; place += 1) {
    checksum = BASE62[rest % 62] + checksum;
    rest = Math.floor(rest / 62);
  }
  return body + checksum;
}
