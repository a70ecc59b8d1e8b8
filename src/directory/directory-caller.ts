/** A directory that makes a request: the key that it sends acts for one organisation. */
export interface DirectoryCaller {
  tenantId: string;
  keyId: string;
  /** Throws unless the key still works. Call it right before a change: it may have been disabled meanwhile. */
  recheck(): Promise<void>;
}
