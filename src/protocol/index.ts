/** The wire contract: what client and server agree on, and nothing else. Imports only zod. */
export * from './accounts.ts';
export * from './common.ts';
export * from './conversations.ts';
export * from './events.ts';
export * from './limits.ts';
export * from './matching.ts';
export * from './meta.ts';
export * from './never-match.ts';
export * from './notifications.ts';
export * from './people.ts';
export * from './profiles.ts';
export * from './rooms.ts';
export * from './routes.ts';
export * from './topics.ts';
export * from './version.ts';
export * from './voice.ts';
export * from './wire.ts';
