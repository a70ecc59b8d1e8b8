/** Names of the channels that socket connections subscribe to. */

/** All connections of a person. */
export const personChannel = (personId: string): string => `person:${personId}`;
/** Everyone who is connected in a tenant. */
export const tenantChannel = (tenantId: string): string => `tenant:${tenantId}`;
/** Everyone in a room. */
export const roomChannel = (roomId: string): string => `room:${roomId}`;
/** People of a tenant who watch the list of rooms. */
export const lobbyChannel = (tenantId: string): string => `lobby:${tenantId}`;
/** People of a tenant whose screen shows communities. */
export const communitiesChannel = (tenantId: string): string => `communities:${tenantId}`;
/** People whose screen shows this meal. */
export const mealChannel = (mealId: string): string => `meal:${mealId}`;
