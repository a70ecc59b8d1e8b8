/** Encodes events and acknowledgements for the wire: the Socket.IO packet as text, and the WebSocket frame around it. */

export interface Frame {
  /** The packet without Engine.IO's type, as Socket.IO hands it to Engine.IO. */
  text: string;
  /** A complete WebSocket text frame, unmasked, as servers send it. */
  bytes: Buffer;
}

/** FIN bit and opcode "text": RFC 6455, section 5.2. */
const FINAL_TEXT = 0x81;
/** Engine.IO's packet type "message", which precedes the Socket.IO packet. */
const ENGINE_MESSAGE = '4';

/** `2["name",payload]`: a Socket.IO event on the main namespace, without binary parts or acknowledgement. */
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
