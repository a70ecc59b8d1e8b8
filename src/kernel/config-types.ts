/** What the environment variables mean, typed. `config.ts` reads them. */
import type { Limits } from './limits.ts';
import type { Secret } from './secret.ts';
import type { TokenKey } from './token-keys.ts';
import type { VapidKeys } from './vapid-keys.ts';

export interface Config {
  environment: 'development' | 'production' | 'test';
  http: {
    port: number;
    host: string;
    publicUrl: string | null;
    nodeUrl: string | null;
    trustedProxies: number;
    hasDocs: boolean;
    /** Whether visitors without an account see what people show them. */
    hasPublicFront: boolean;
  };
  dataDir: string;
  mongodbUri: Secret | null;
  engineLoader: string | null;
  redisUrl: Secret | null;
  redisPrefix: string;
  /** May be empty in development; keys are then loaded from `dataDir`, or created there. */
  tokenKeys: readonly TokenKey[];
  /** Encrypt the signing keys in the database. Without them, `tokenKeys` sign. */
  sealingKeys: readonly TokenKey[];
  media: {
    port: number;
    listenAddress: string;
    announcedAddress: string | null;
    workers: number;
    workerBin: string | null;
    turnUrls: readonly string[];
    turnSecret: Secret | null;
  };
  mail: { smtpUrl: Secret | null; from: string };
  /** Who runs this server. */
  operator: { name: string | null; email: string | null };
  /** May be null in development; keys are then loaded from `dataDir`, or created there. In production, null disables push. */
  vapidKeys: VapidKeys | null;
  /** Host names; `*.` at the beginning means all subdomains. */
  pushHosts: readonly string[];
  /** Hosts of identity providers that may be called at addresses that are not public, with a port if it is not 443. */
  signOnInternalHosts: readonly string[];
  openSignOn: OpenSignOnConfig;
  logLevel: string;
  limits: Limits;
  /** In production: the insecure settings that the operators accept, and what they accept without need. */
  risks: { accepted: readonly AcceptedRisk[]; unneeded: readonly string[] };
}

/** Providers with whose accounts people can sign in to the open space. Null for one that is not set up. */
export interface OpenSignOnConfig {
  github: { clientId: string; clientSecret: Secret; url: string; apiUrl: string } | null;
  oidc: { issuer: string; clientId: string; clientSecret: Secret; name: string } | null;
}

/** A risk that `ACCEPT_RISKS` names. */
export interface AcceptedRisk {
  id: string;
  /** What is insecure, beginning with the name of the variable. */
  finding: string;
}
