/**
 * The voice of a room: requests and announcements on the namespace `/voice`, which a client opens with a ticket.
 * mediasoup's own parameters cross as JSON of bounded size; mediasoup validates what is inside.
 */
import { z } from 'zod';
import { idSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { peerSchema } from './rooms.ts';

const mediaParametersSchema = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= wireLimits.mediaParameterBytes, 'expected at most 32 KB of JSON');

export const voiceTransportSchema = z.object({
  id: idSchema,
  iceParameters: mediaParametersSchema,
  iceCandidates: z.array(mediaParametersSchema),
  dtlsParameters: mediaParametersSchema,
});
export type VoiceTransport = z.infer<typeof voiceTransportSchema>;

export const openedVoiceSchema = z.object({
  peerId: idSchema,
  routerRtpCapabilities: mediaParametersSchema,
  /** STUN and TURN servers for networks that block the direct way; the shape of WebRTC's RTCIceServer. */
  iceServers: z.array(mediaParametersSchema),
  send: voiceTransportSchema,
  receive: voiceTransportSchema,
  peers: z.array(peerSchema),
});
export type OpenedVoice = z.infer<typeof openedVoiceSchema>;

export const connectTransportSchema = z.object({ transportId: idSchema, dtlsParameters: mediaParametersSchema });
export const restartIceSchema = z.object({ transportId: idSchema });
export const restartedIceSchema = z.object({ iceParameters: mediaParametersSchema });
export const createProducerSchema = z.object({ rtpParameters: mediaParametersSchema });
export const createdProducerSchema = z.object({ producerId: idSchema });
/** What the client can receive. From here on the server offers a consumer for each microphone. */
export const listenSchema = z.object({ rtpCapabilities: mediaParametersSchema });
export const resumeConsumerSchema = z.object({ consumerId: idSchema });
export const muteSchema = z.object({ isMuted: z.boolean() });
export const deafenSchema = z.object({ isDeaf: z.boolean() });
export const raiseHandSchema = z.object({ isRaised: z.boolean() });

export const consumerSchema = z.object({
  consumerId: idSchema,
  producerId: idSchema,
  peerId: idSchema,
  rtpParameters: mediaParametersSchema,
});
export type VoiceConsumer = z.infer<typeof consumerSchema>;

export const speakersSchema = z.object({
  /** Who is speaking now, the dominant speaker first. Empty when it is quiet. */
  peerIds: z.array(idSchema),
});

/**
 * Why the server ended this voice connection. After `media_restarted` and `moved` the client joins again at once;
 * after the others it stays out.
 */
export const voiceClosedSchema = z.object({
  reason: z.enum(['left', 'joined_elsewhere', 'room_closed', 'removed', 'session_ended', 'media_restarted', 'moved']),
});
export type VoiceClosedReason = z.infer<typeof voiceClosedSchema>['reason'];
