/** The shape of a planted fault: a small, realistic mistake in the product that the tests must notice. */

/** What a fault in this area would cost the people who use Meshi. */
export type Area =
  | 'durability'
  | 'rights'
  | 'tenants'
  | 'blocks'
  | 'limits'
  | 'conversations'
  | 'matching'
  | 'search'
  | 'meals'
  | 'communities'
  | 'accounts'
  | 'notifications'
  | 'jobs'
  | 'processes'
  | 'voice'
  | 'sdk'
  | 'web'
  | 'set-up';

export interface Fault {
  /** What goes wrong for a person, in a few words. Unique. */
  name: string;
  /** Path of the file that is changed, relative to the project. */
  file: string;
  /** The code to find. It occurs exactly once in the file. */
  find: string;
  /** What stands in its place. The result still type-checks. */
  replace: string;
  /** Test files that must notice. */
  tests: readonly string[];
  /** A part of the full title of the test that must notice; the other tests of the files do not run. */
  title?: string;
  /** Why nobody can notice this fault. It then counts as explained instead of survived. */
  explained?: string;
}

/** Marks a list of faults with its area. */
export function faultsOf(area: Area, faults: readonly Fault[]): readonly (Fault & { area: Area })[] {
  return faults.map((fault) => ({ ...fault, area }));
}
