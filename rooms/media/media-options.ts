/** Options for mediasoup: the codec, where workers listen, and the address at which browsers reach them. */
import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { types } from 'mediasoup';

/** Below the ephemeral port range of the system, in which any client may already hold a port. */
const FREE_PORTS = { min: 10_000, max: 32_767 };

/** Opus in stereo at 48 kHz, with in-band error correction (FEC) and without sending silence (DTX). */
export function mediaCodecs({ audioMaxBitrate }: { audioMaxBitrate: number }): types.RouterRtpCodecCapability[] {
  return [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1, minptime: 10, maxaveragebitrate: audioMaxBitrate },
      rtcpFeedback: [{ type: 'nack' }, { type: 'transport-cc' }],
    },
  ];
}

export interface ListenOptions {
  listenAddress: string;
  announcedAddress: string;
  /** 0 takes free ports. */
  port: number;
}

/** One port per worker, for UDP, and for TCP in networks that block UDP. */
export function listenInfos({ listenAddress, announcedAddress, port }: ListenOptions): types.TransportListenInfo[] {
  const where = port === 0 ? { portRange: FREE_PORTS } : { port };
  const protocols = ['udp', 'tcp'] as const;
  return protocols.map((protocol) => ({ protocol, ip: listenAddress, announcedAddress, ...where }));
}

export interface AnnouncedAddress {
  address: string;
  /** If true, browsers on other machines cannot reach it. */
  isLoopback: boolean;
}

/** The configured address; else the listen address, if it is a single one; else this machine's first non-loopback IPv4. */
export function chooseAnnouncedAddress({
  configured,
  listenAddress,
  interfaces,
}: {
  configured: string | null;
  listenAddress: string;
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}): AnnouncedAddress {
  const address = configured ?? (isAnyAddress(listenAddress) ? firstAddress(interfaces) : listenAddress);
  return { address, isLoopback: isLoopback(address) };
}

/** The log level of mediasoup workers for this process's log level. */
export function workerLogLevel(logLevel: string): types.WorkerLogLevel {
  if (logLevel === 'debug' || logLevel === 'trace') return 'warn';
  return logLevel === 'silent' ? 'none' : 'error';
}

function firstAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const all = Object.values(interfaces).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

function isAnyAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function isLoopback(address: string): boolean {
  if (isIP(address) === 4) return address.startsWith('127.');
  return address === '::1' || address === 'localhost';
}
