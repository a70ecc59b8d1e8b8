/** Whether this browser or program can use a part of the SDK. */
import { mediaDevices } from './platform.ts';

/**
 * A part of the SDK:
 * - `chat`: everything except voice. Browsers since 2023 and Node 20 have what it needs;
 * - `voice`: hearing the others in a room, with WebRTC. Not in Node;
 * - `microphone`: talking in a room. It also needs a secure context: `https://`, or `localhost`.
 */
export type SdkPart = 'chat' | 'voice' | 'microphone';

/** Whether a part of the SDK works here, without asking for permission. Call it before you show a button that needs it. */
export function isSupported(part: SdkPart = 'chat'): boolean {
  if (!hasChat()) return false;
  if (part === 'chat') return true;
  const hasVoice = typeof RTCPeerConnection === 'function' && typeof MediaStream === 'function';
  return hasVoice && (part === 'voice' || typeof mediaDevices()?.getUserMedia === 'function');
}

function hasChat(): boolean {
  const { fetch, WebSocket, XMLHttpRequest, AbortController } = globalThis;
  const hasSocket = typeof WebSocket === 'function' || typeof XMLHttpRequest === 'function' || isNode();
  // The newest function of the language that the SDK uses.
  const isModern = typeof ''.isWellFormed === 'function';
  return typeof fetch === 'function' && typeof AbortController === 'function' && hasSocket && isModern;
}

/** Node 20 has no WebSocket of its own; there Socket.IO uses the package `ws`. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return typeof process?.versions?.node === 'string';
}
