/** Limits for tests that ask much: the limits are on, their numbers do not stand in the way. */
import type { Limits } from '../../src/kernel/config.ts';

const much = 10_000_000;

export const generous: Partial<Limits> = {
  credentialPerMinute: much,
  credentialPerMinutePerAddress: much,
  credentialPerHourPerEmail: much,
  readPerMinute: much,
  writePerMinute: much,
  uploadPerMinute: much,
  messagesPer10s: much,
  requestsPer10s: much,
  connectionsPerAddress: much,
  connectionsPerPerson: much,
  openTopicsPerPerson: much,
  topicsPerPerson: much,
  interestsPerPerson: much,
  openRoomsPerPerson: much,
};
