/** Reads the table of routes. It is text, because as objects it would be a tenth of what a page loads of the SDK. */
import type { RouteName } from '../src/protocol/index.ts';
import type { RouteCall } from './calls.ts';

/** A line with one word is a group. The others are routes of it: name, method, path, and further fields as `key=value`. */
export function readRoutes(text: string): Record<RouteName, RouteCall> {
  const routes: Record<string, RouteCall> = {};
  let group = '';
  for (const line of text.trim().split('\n')) {
    const [name = '', method, path, ...fields] = line.split(' ');
    if (method)
      routes[`${group}.${name}`] = { method, path, ...Object.fromEntries(fields.map(keyAndValue)) } as RouteCall;
    else group = name;
  }
  return routes;
}

function keyAndValue(field: string): string[] {
  return field.split('=');
}
