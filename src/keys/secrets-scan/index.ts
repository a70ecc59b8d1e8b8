/** Looks for secrets in files. For `src/secrets-scan.ts`. */
export { type FoundSecret, findSecrets } from './find-secrets.ts';
export { filesBelow, filesOfIndex, type ScannedFile } from './scanned-files.ts';
