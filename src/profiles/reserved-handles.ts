import { lookalikeKey } from '../kernel/lookalike.ts';

/** Handles that could be mistaken for the operator or for a page of the product. */
const RESERVED = new Set(
  `about abuse account accounts admin administrator anonymous api app assets auth avatar avatars billing block blocks blog
  communities community contact conversation conversations deleted docs everyone feedback handles healthz help here home
  hostmaster info interests legal login logout mail match matches me meal meals media meshi message messages mod moderator
  news notifications nobody null official operator owner password postmaster privacy profile profiles public readyz register
  root room rooms search security session sessions settings signin signout signup socket staff static status support
  sysadmin system team terms topic topics undefined user users voice webmaster www`
    .split(/\s+/)
    .filter(Boolean)
    .map(lookalikeKey),
);

/** Whether no person can take this handle. */
export function isReservedHandle(handle: string): boolean {
  return RESERVED.has(lookalikeKey(handle));
}
