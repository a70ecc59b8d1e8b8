/** Errors in the format of SCIM (RFC 7644, section 3.12). */
import { ERROR_STATUS, type WireError } from '../../protocol/wire.ts';

export type ScimType =
  | 'invalidFilter'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'invalidPath'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
  }
}

export interface ScimErrorBody {
  schemas: string[];
  /** The status again, as a text. */
  status: string;
  detail: string;
  scimType?: ScimType;
}

export function toScimError({ status, message, scimType }: ScimError): ScimErrorBody {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  return { schemas, status: String(status), detail: message, ...(scimType && { scimType }) };
}

/** The SCIM form of an error of Meshi. */
export function fromWire({ code, message, details }: WireError): ScimError {
  if (details?.reason === 'group_name_taken') return new ScimError(409, message, 'uniqueness');
  if (details?.reason === 'last_owner') return new ScimError(409, message, 'mutability');
  return new ScimError(ERROR_STATUS[code], message, code === 'invalid_input' ? 'invalidValue' : undefined);
}

export function noSuchResource(id: string): ScimError {
  return new ScimError(404, `Resource ${id.slice(0, 64)} not found.`);
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidValue');
}
