/**
 * Voice of a room: requests and announcements on the namespace `/voice`, to which clients connect with a ticket. Parameters of
 * mediasoup are passed as JSON of limited size; mediasoup validates their content.
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
  /** STUN and TURN servers for networks that block direct connections; in the form of WebRTC's RTCIceServer. */
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
/** What the client can receive. After this request, the server offers a consumer for each microphone. */
export const listenSchema = z.object({ rtpCapabilities: mediaParametersSchema });
export const resumeConsumerSchema = z.object({ consumerId: idSchema });
export const muteSchema = z.object({ isMuted: z.boolean() });
export const deafenSchema = z.object({ isDeaf: z.boolean() });
export const raiseHandSchema = z.object({ isRaised: z.boolean() });
export const reactionSchema = z.enum(['applause', 'laugh', 'agree', 'surprise', 'celebrate']);
export type Reaction = z.infer<typeof reactionSchema>;

export const consumerSchema = z.object({
  consumerId: idSchema,
  producerId: idSchema,
  peerId: idSchema,
  rtpParameters: mediaParametersSchema,
});
export type VoiceConsumer = z.infer<typeof consumerSchema>;

export const speakersSchema = z.object({
  /** The people who are speaking now, dominant speaker first. Empty if nobody is speaking. */
  peerIds: z.array(idSchema),
});

/**
 * Why the server ended this voice connection. After `media_restarted` and `moved`, clients join again immediately; after other
 * reasons they do not.
 */
export const voiceClosedSchema = z.object({
  reason: z.enum(['left', 'joined_elsewhere', 'room_closed', 'removed', 'session_ended', 'media_restarted', 'moved']),
});
export type VoiceClosedReason = z.infer<typeof voiceClosedSchema>['reason'];
