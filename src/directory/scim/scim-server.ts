/** Answers the requests of SCIM: finds what a request means, and gives its answer or its error the form of SCIM. */
import { isId } from '../../database/ids.ts';
import type { DirectoryCaller } from '../directory-caller.ts';
import type { ScimGroupService } from './group-service.ts';
import { noSuchResource, ScimError } from './scim-error.ts';
import { parseFilter } from './scim-filter.ts';
import { listOf, pageOf } from './scim-lists.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './scim-schemas.ts';
import { isObject, type Json } from './scim-values.ts';
import type { ScimUserService } from './user-service.ts';

export interface ScimRequest {
  method: string;
  /** After `/scim/v2`, such as `/Users/652f…`. */
  path: string;
  query: URLSearchParams;
  /** Who calls, with a key that may manage the directory. */
  caller: DirectoryCaller;
  body(): Promise<unknown>;
}

export interface ScimAnswer {
  status: number;
  /** Null: no body. */
  body: Json | null;
}

export interface ScimServerOptions {
  users: ScimUserService;
  groups: ScimGroupService;
  base: () => string;
}

export class ScimServer {
  readonly #parts: ScimServerOptions;

  constructor(parts: ScimServerOptions) {
    this.#parts = parts;
  }

  /** @throws ScimError, AppError */
  async handle(request: ScimRequest): Promise<ScimAnswer> {
    const { caller } = request;
    const [, type = '', id, ...rest] = request.path.replace(/\/$/, '').split('/');
    if (rest.length > 0) throw nothingHere();
    if (id === undefined) return this.#handleType(type, request, caller);
    if (request.method === 'GET') {
      const described = this.#described(type)?.find((each) => each.id === decoded(id));
      if (described) return { status: 200, body: described };
    }
    if (type !== 'Users' && type !== 'Groups') throw nothingHere();
    if (!isId(id)) throw noSuchResource(id);
    return type === 'Users' ? this.#handleUser(id, request, caller) : this.#handleGroup(id, request, caller);
  }

  async #handleType(type: string, request: ScimRequest, caller: DirectoryCaller): Promise<ScimAnswer> {
    const { users, groups, base } = this.#parts;
    const { method, query } = request;
    if (type === 'Users' && method === 'POST') {
      return { status: 201, body: await users.create(caller, await bodyOf(request)) };
    }
    if (type === 'Groups' && method === 'POST') {
      return { status: 201, body: await groups.create(caller, await bodyOf(request)) };
    }
    if (method !== 'GET') throw methodNotAllowed();
    const page = pageOf(query);
    const filter = () => parseFilter(query.get('filter'));
    if (type === 'Users') return { status: 200, body: await users.list(caller, filter(), page) };
    if (type === 'Groups') {
      return { status: 200, body: await groups.list(caller, filter(), page, wantsMembers(query)) };
    }
    if (type === 'ServiceProviderConfig') return { status: 200, body: serviceProviderConfig(base()) };
    const described = this.#described(type);
    if (!described) throw nothingHere();
    const all = { startIndex: 1, count: described.length };
    return { status: 200, body: listOf(described, all, described.length) };
  }

  async #handleUser(id: string, request: ScimRequest, caller: DirectoryCaller): Promise<ScimAnswer> {
    const { users } = this.#parts;
    switch (request.method) {
      case 'GET':
        return { status: 200, body: await users.get(caller, id) };
      case 'PUT':
        return { status: 200, body: await users.replace(caller, id, await bodyOf(request)) };
      case 'PATCH':
        return { status: 200, body: await users.patch(caller, id, await bodyOf(request)) };
      case 'DELETE':
        await users.remove(caller, id);
        return { status: 204, body: null };
      default:
        throw methodNotAllowed();
    }
  }

  async #handleGroup(id: string, request: ScimRequest, caller: DirectoryCaller): Promise<ScimAnswer> {
    const { groups } = this.#parts;
    switch (request.method) {
      case 'GET':
        return { status: 200, body: await groups.get(caller, id, wantsMembers(request.query)) };
      case 'PUT':
        return { status: 200, body: await groups.replace(caller, id, await bodyOf(request)) };
      case 'PATCH':
        return { status: 200, body: await groups.patch(caller, id, await bodyOf(request)) };
      case 'DELETE':
        await groups.remove(caller, id);
        return { status: 204, body: null };
      default:
        throw methodNotAllowed();
    }
  }

  #described(type: string): Json[] | null {
    const base = this.#parts.base();
    if (type === 'ResourceTypes') return resourceTypes(base);
    return type === 'Schemas' ? schemas(base) : null;
  }
}

/** Clients encode the colons of a schema's id. */
function decoded(id: string): string {
  return id.replaceAll(/%3a/gi, ':');
}

/** Entra ID asks for groups without their members, which can be many. */
function wantsMembers(query: URLSearchParams): boolean {
  return !/(?:^|,)\s*members\s*(?:,|$)/i.test(query.get('excludedAttributes') ?? '');
}

async function bodyOf({ body }: ScimRequest): Promise<Json> {
  const read = await body();
  if (!isObject(read)) throw new ScimError(400, 'The body must be a JSON object.', 'invalidSyntax');
  return read;
}

function nothingHere(): ScimError {
  return new ScimError(404, 'There is nothing at this address. Check the path.');
}

function methodNotAllowed(): ScimError {
  return new ScimError(405, 'This method is not supported here.');
}
