/**
 * `@meshi/client/voice`: the voice part. `meshi.rooms.join()` loads it by itself. Import it before, with
 * `import('@meshi/client/voice')`, if joining must not wait for it; a static import adds it to the first bundle.
 */
export {
  type AudioDevice,
  type AudioDevices,
  type AudioDevicesEvents,
  type AudioDevicesSnapshot,
  watchAudioDevices,
} from '../audio-devices.ts';
export type { MicrophoneProblem } from '../microphone.ts';
export {
  type MicrophoneTest,
  type MicrophoneTestEvents,
  type MicrophoneTestOptions,
  type MicrophoneTestSnapshot,
  testMicrophone,
} from '../microphone-test.ts';
export type { IncomingStats } from '../voice-device.ts';
export { VoiceSession } from '../voice-session.ts';
export type {
  JoinRoomOptions,
  VoiceEndReason,
  VoiceEvents,
  VoicePeer,
  VoiceSnapshot,
  VoiceState,
  VoiceStats,
} from '../voice-types.ts';
