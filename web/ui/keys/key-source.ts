/** The calls of the SDK for keys: of the server or of an organisation. */
import type { MeshiClient } from '@meshi/client';

export type KeySource = Pick<MeshiClient['serverKeys'], 'list' | 'rehearse' | 'disable' | 'enable' | 'delete'>;
export type KeyActName = Exclude<keyof KeySource, 'list'>;
