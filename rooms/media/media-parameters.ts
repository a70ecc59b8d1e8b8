/**
 * Validates the WebRTC parameters of clients and reduces them to what voice needs: one Opus microphone. mediasoup sees
 * nothing else, because its worker is native code that many rooms share.
 */
import type { types } from 'mediasoup';
import { z } from 'zod';
import { InvalidInputError } from '../../src/kernel/errors.ts';

/**
 * Length of each certificate hash in bytes. As text, each byte is two hexadecimal digits, with colons between bytes. Shorter hashes,
 * such as SHA-1, can be forged.
 */
const HASH_BYTES = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;

/** The header extensions that voice uses. Others are removed from what clients send. */
const EXTENSIONS = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
] as const;

const uint32 = z.number().int().min(0).max(0xffff_ffff);
const payloadType = z.number().int().min(0).max(127);
const word = z.string().regex(/^[\w.:+/ -]{0,64}$/, 'expected a word');
const codecParameters = z
  .record(z.string().regex(/^[\w-]{1,64}$/, 'expected a name'), z.union([word, z.number()]))
  .refine((parameters) => Object.keys(parameters).length <= 32, 'expected at most 32 parameters');
const rtcpFeedback = z.array(z.object({ type: word, parameter: word.optional() })).max(16);
const opus = {
  mimeType: z.string().regex(/^audio\/opus$/i, 'expected audio/opus'),
  clockRate: z.literal(48_000),
  channels: z.literal(2),
  parameters: codecParameters.optional(),
  rtcpFeedback: rtcpFeedback.optional(),
};

const fingerprint = z
  .object({
    algorithm: z.enum(Object.keys(HASH_BYTES) as (keyof typeof HASH_BYTES)[]),
    value: z.string().regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$/, 'expected pairs of hexadecimal digits'),
  })
  .refine(({ algorithm, value }) => value.length === HASH_BYTES[algorithm] * 3 - 1, 'expected a hash of full length');

const dtlsSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  // An empty list once crashed a worker: it then has no hash to compare the certificate with.
  fingerprints: z.array(fingerprint).min(1).max(8),
});

const rtpSchema = z.object({
  mid: z
    .string()
    .regex(/^[\w-]{1,16}$/, 'expected a short word')
    .optional(),
  codecs: z.array(z.object({ ...opus, payloadType })).length(1),
  headerExtensions: z.preprocess(
    onlyKnownExtensions,
    z
      .array(z.object({ uri: z.enum(EXTENSIONS), id: z.number().int().min(1).max(14) }))
      .max(EXTENSIONS.length)
      .default([]),
  ),
  encodings: z
    .array(
      z.object({
        ssrc: uint32.min(1),
        dtx: z.boolean().optional(),
        maxBitrate: z.number().int().min(1).max(10_000_000).optional(),
      }),
    )
    .length(1),
  rtcp: z.object({ cname: word.optional(), reducedSize: z.boolean().optional() }).optional(),
});

const capabilitiesSchema = z.object({
  codecs: z.preprocess(
    onlyOpus,
    z
      .array(z.object({ ...opus, kind: z.literal('audio'), preferredPayloadType: payloadType }))
      .min(1)
      .max(4),
  ),
  headerExtensions: z.preprocess(
    onlyKnownExtensions,
    z
      .array(
        z.object({
          kind: z.literal('audio'),
          uri: z.enum(EXTENSIONS),
          preferredId: z.number().int().min(1).max(14),
          preferredEncrypt: z.boolean().optional(),
          direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
        }),
      )
      .max(8)
      .default([]),
  ),
});

/** What the server offers, without hashes that can be forged: some clients take the first one. */
export function withoutWeakHashes({ fingerprints, ...rest }: types.DtlsParameters): types.DtlsParameters {
  return { ...rest, fingerprints: fingerprints.filter(({ algorithm }) => Object.hasOwn(HASH_BYTES, algorithm)) };
}

/** @throws InvalidInputError */
export function parseDtlsParameters(value: unknown): types.DtlsParameters {
  return parse(dtlsSchema, 'dtlsParameters', value) as types.DtlsParameters;
}

/** One microphone: Opus, one encoding. @throws InvalidInputError */
export function parseRtpParameters(value: unknown): types.RtpParameters {
  return parse(rtpSchema, 'rtpParameters', value) as types.RtpParameters;
}

/** The Opus part of what a client can receive; other codecs and video are removed. @throws InvalidInputError */
export function parseRtpCapabilities(value: unknown): types.RtpCapabilities {
  return parse(capabilitiesSchema, 'rtpCapabilities', value) as types.RtpCapabilities;
}

// The callers cast the result because an optional field may be `undefined` in zod's types, but not in mediasoup's.
function parse(schema: z.ZodType, name: string, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`The ${name} do not have the expected form. See the problems.`, {
    problems: parsed.error.issues.slice(0, 10).map((issue) => ({
      path: [name, ...issue.path].join('.'),
      expected: issue.message,
    })),
  });
}

function onlyKnownExtensions(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const known: readonly unknown[] = EXTENSIONS;
  return value.filter((item) => known.includes(field(item, 'uri')) && field(item, 'kind') !== 'video');
}

function onlyOpus(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter((codec) => /^audio\/opus$/i.test(String(field(codec, 'mimeType'))));
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
