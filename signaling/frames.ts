/** Announcements and acknowledgements as they go over the wire: the Socket.IO packet as text, and the WebSocket frame around it. */

export interface Frame {
  /** The packet without Engine.IO's type: what Socket.IO itself would hand down. */
  text: string;
  /** A complete WebSocket text frame from a server. */
  bytes: Buffer;
}

/** Final fragment, text: RFC 6455, 5.2. A server's frames are not masked. */
const FINAL_TEXT = 0x81;
/** Engine.IO's "message" comes before the Socket.IO packet. */
const ENGINE_MESSAGE = '4';

/** `2["name",payload]`: a Socket.IO event on the main namespace, without binary parts and without acknowledgement. */
export function encodeAnnouncement(name: string, payload: unknown): Frame {
  const text = `2["${name}",${JSON.stringify(payload)}]`;
  return { text, bytes: textFrame(ENGINE_MESSAGE + text) };
}

/** `3<id>[result]`: the acknowledgement of a request on the main namespace. */
export function encodeAcknowledgement(id: number, result: unknown): Frame {
  const text = `3${id}[${JSON.stringify(result)}]`;
  return { text, bytes: textFrame(ENGINE_MESSAGE + text) };
}

function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = FINAL_TEXT;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerBytes, 'utf8');
  return frame;
}
