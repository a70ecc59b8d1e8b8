/** `@meshi/client/standalone`: everything in one file without imports, for pages without a bundler. */
export * from '../index.ts';
export { VoiceSession } from '../voice-session.ts';
