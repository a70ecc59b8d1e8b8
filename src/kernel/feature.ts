/**
 * A feature: the public side of one folder of `src` (or of `rooms`). Its `create…` function takes explicit arguments and has no
 * side effects. `src/features.ts` lists all features in order; everything that depends on all features (routes, indexes,
 * erasure, …) is derived from that list.
 */
import type { ModelDefinition } from '../database/models.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { AnnouncementRules } from './announcements.ts';
import type { DomainEvents, Events } from './events.ts';
import type { FeatureHooks } from './hooks.ts';
import type { JobHandler } from './jobs.ts';
import type { SocketHandlers } from './socket-caller.ts';

/** Listeners for domain events. Called in the order of the features; must not throw. */
export type Reactions = { readonly [Name in keyof DomainEvents]?: (event: DomainEvents[Name]) => void };

export interface Feature<Service = unknown, Routes = object, Sockets = object> {
  readonly name: string;
  /** The interface for other features. */
  readonly service: Service;
  readonly models?: Readonly<Record<string, ModelDefinition>>;
  readonly routes?: Routes;
  readonly sockets?: Sockets;
  readonly announcements?: AnnouncementRules;
  readonly reactions?: Reactions;
  readonly jobs?: readonly JobHandler[];
  readonly hooks?: FeatureHooks;
  /** Called in the order of the features, after indexes are created and before the server accepts requests. */
  start?(): void | Promise<void>;
  /** Called in reverse order, after the server has stopped serving. Idempotent. */
  close?(): void | Promise<void>;
}

/** Checks a feature's shape and keeps its types. */
export function defineFeature<
  Service,
  // biome-ignore lint/complexity/noBannedTypes: a feature without routes or sockets contributes none, not any.
  Routes extends Partial<RouteHandlers> = {},
  // biome-ignore lint/complexity/noBannedTypes: as above.
  Sockets extends Partial<SocketHandlers> = {},
>(feature: Feature<Service, Routes, Sockets>): Feature<Service, Routes, Sockets> {
  return feature;
}

export type Features = Readonly<Record<string, Feature>>;

/** The model definitions of all features. */
export function modelsOf(features: Features): ModelDefinition[] {
  return Object.values(features).flatMap(({ models }) => Object.values(models ?? {}));
}

/** The route handlers of all features, with their types. */
export function routesOf<All extends Features>(features: All): Merged<All, 'routes'> {
  return merged(features, 'routes');
}

/** The handlers of all features' socket requests, with their types. */
export function socketsOf<All extends Features>(features: All): Merged<All, 'sockets'> {
  return merged(features, 'sockets');
}

/** The services of all features, by name. */
export function servicesOf<All extends Features>(features: All): Merged<All, 'service'> {
  return merged(features, 'service');
}

/** Subscribes the reactions of all features. Returns a function that unsubscribes them. */
export function listen(features: Features, events: Events): () => void {
  const stops = Object.values(features).flatMap(({ reactions = {} }) => subscribe(reactions, events));
  return () => {
    for (const stop of stops) stop();
  };
}

/** Closes all features in reverse order, also if some of them fail. @throws AggregateError with all failures */
export async function closeFeatures(features: Features): Promise<void> {
  const failures: unknown[] = [];
  for (const feature of Object.values(features).toReversed()) {
    try {
      await feature.close?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some features could not be closed');
}

type Contribution = 'routes' | 'sockets' | 'service';
/** `A | B` becomes `A & B`. */
type Intersection<Union> = (Union extends unknown ? (part: Union) => void : never) extends (part: infer All) => void
  ? All
  : never;
type Merged<All extends Features, Key extends Contribution> = Intersection<
  { [Name in keyof All]: NonNullable<All[Name][Key]> }[keyof All]
>;

/** Throws if two features contribute under the same name. */
function merged<All extends Features, Key extends Contribution>(features: All, key: Key): Merged<All, Key> {
  const handlers: Record<string, unknown> = {};
  for (const { name, [key]: contribution } of Object.values(features)) {
    for (const [handled, handler] of Object.entries(contribution ?? {})) {
      if (handled in handlers) throw new Error(`${name}: another feature already provides ${handled}`);
      handlers[handled] = handler;
    }
  }
  // `defineFeature` has checked each handler against the contract.
  return handlers as Merged<All, Key>;
}

function subscribe(reactions: Reactions, events: Events): (() => void)[] {
  return (Object.keys(reactions) as (keyof DomainEvents)[]).map((name) => subscribeTo(name, reactions, events));
}

function subscribeTo<Name extends keyof DomainEvents>(name: Name, reactions: Reactions, events: Events): () => void {
  const react = reactions[name];
  return react ? events.on(name, react) : () => {};
}
