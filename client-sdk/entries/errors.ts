/** `@meshi/client/errors`: the error class alone, for code that handles errors but has no client. */
export { MeshiError, type MeshiErrorDetails, type Reason, type ReasonOf } from '../errors.ts';
