/** The names of the channels that connections listen to. */

/** Every connection of one person. */
export const personChannel = (personId: string): string => `person:${personId}`;
/** Everyone inside a room. */
export const roomChannel = (roomId: string): string => `room:${roomId}`;
/** Everyone of a tenant who watches the list of rooms. */
export const lobbyChannel = (tenantId: string): string => `lobby:${tenantId}`;
/** Everyone of a tenant whose screen shows communities. */
export const communitiesChannel = (tenantId: string): string => `communities:${tenantId}`;
/** Everyone whose screen shows this meal. */
export const mealChannel = (mealId: string): string => `meal:${mealId}`;
