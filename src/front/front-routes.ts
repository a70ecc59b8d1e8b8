/** The routes of what visitors see. What is hidden and what does not exist get the same answer. */
import { CachedJson } from '../http/cached-json.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { FrontService } from './front-service.ts';

type FrontRoute =
  | 'front.getTable'
  | 'front.getTopic'
  | 'front.getRoom'
  | 'front.getMeal'
  | 'front.getCommunity'
  | 'front.getProfile'
  | 'front.readInvitation';

export interface FrontRoutesOptions {
  front: FrontService;
  limits: { frontMaxAgeMs: number };
}

export function frontRoutes({ front, limits }: FrontRoutesOptions): RouteHandlers<FrontRoute> {
  const answer = async (found: Promise<object | null>) => {
    const value = await found;
    if (value === null) throw nothingPublic();
    return new CachedJson(JSON.stringify(value), limits.frontMaxAgeMs);
  };
  return {
    'front.getTable': () => answer(front.table()),
    'front.getTopic': ({ params }) => answer(front.topic(params.topicId)),
    'front.getRoom': ({ params }) => answer(front.room(params.roomId)),
    'front.getMeal': ({ params }) => answer(front.meal(params.mealId)),
    'front.getCommunity': ({ params }) => answer(front.community(params.communityId)),
    'front.getProfile': ({ params }) => answer(front.profile(params.personId)),
    'front.readInvitation': ({ body }) => front.invitation(body.token),
  };
}

/** The same for what does not exist, what is hidden, and on a closed server. */
function nothingPublic(): NotFoundError {
  return new NotFoundError('Visitors see nothing here. Sign in to see more.');
}
