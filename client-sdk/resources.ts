/** Turns the route table into methods: `meshi.topics.list({ tag: 'rust' })` calls the route `topics.list`. */
import type { RouteGroup, RouteName } from '../src/protocol/index.ts';
import type { Call, CallOptions, Picture } from './calls.ts';
import type { ClientResources, Resources } from './contract.generated.ts';
import { routeCalls } from './contract-table.generated.ts';
import { handMadeResources } from './hand-made-resources.ts';

/** Creates one object of methods for each group of routes. */
export function createResources(call: Call): ClientResources {
  const handMade = new Set<RouteGroup>(handMadeResources);
  const groups = [...namesByGroup.keys()].filter((group) => !handMade.has(group));
  return Object.fromEntries(groups.map((group) => [group, createResource(group, call)])) as unknown as ClientResources;
}

/** Creates the methods of one group. Routes that change the session are left out: `MeshiClient` has methods for them. */
export function createResource<Group extends RouteGroup>(group: Group, call: Call): Resources[Group] {
  const names = (namesByGroup.get(group) ?? []).filter((name) => !routeCalls[name].changesSession);
  // The types of the table are lost where its names become strings. Only the cast below restores them.
  const untypedCall = call as unknown as UntypedCall;
  const methods: unknown = Object.fromEntries(
    names.map((name) => [splitName(name)[1], createMethod(name, untypedCall)]),
  );
  return methods as Resources[Group];
}

/** Grouped once: looking through all names for each group takes long on a phone. */
const namesByGroup = new Map<RouteGroup, RouteName[]>();
for (const name of Object.keys(routeCalls) as RouteName[]) {
  const [group] = splitName(name);
  const names = namesByGroup.get(group);
  if (names) names.push(name);
  else namesByGroup.set(group, [name]);
}

/** `topics.list` becomes the group `topics` and the method `list`. */
function splitName(name: RouteName): [group: RouteGroup, method: string] {
  const [group, method] = name.split('.');
  return [group as RouteGroup, method ?? ''];
}

type UntypedCall = (name: RouteName, input: Record<string, unknown>) => Promise<unknown>;

function createMethod(name: RouteName, call: UntypedCall) {
  const route = routeCalls[name];
  if (route.body === 'image') return route.path.includes(':') ? uploadTo(name, call) : upload(name, call);
  return (input: Record<string, unknown> = {}, options: CallOptions = {}) => {
    const [params, rest] = splitParams(route.path, input);
    return call(name, {
      ...options,
      params,
      ...(route.method === 'get' && { query: rest }),
      ...(route.body && { body: rest }),
    });
  };
}

function upload(name: RouteName, call: UntypedCall) {
  return (picture: Picture, options: CallOptions = {}) => call(name, { ...options, body: picture });
}

function uploadTo(name: RouteName, call: UntypedCall) {
  return (params: Record<string, unknown>, picture: Picture, options: CallOptions = {}) =>
    call(name, { ...options, params, body: picture });
}

function splitParams(path: string, input: Record<string, unknown>): [Record<string, unknown>, Record<string, unknown>] {
  const names = new Set([...path.matchAll(/:(\w+)/g)].map((match) => match[1]));
  const entries = Object.entries(input);
  return [
    Object.fromEntries(entries.filter(([key]) => names.has(key))),
    Object.fromEntries(entries.filter(([key]) => !names.has(key))),
  ];
}
