/** Routes of profiles and their pictures. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { ProfileService } from './profile-service.ts';

type Names =
  | 'profiles.list'
  | 'profiles.get'
  | 'profiles.getByHandle'
  | 'profiles.update'
  | 'profiles.setAvatar'
  | 'profiles.removeAvatar'
  | 'avatars.get';

export function profileRoutes({ profiles }: { profiles: ProfileService }): RouteHandlers<Names> {
  return {
    'profiles.list': ({ actor, query }) => profiles.list(actor, query),
    'profiles.get': ({ actor, params }) => profiles.get(actor, params.personId),
    'profiles.getByHandle': ({ actor, params }) => profiles.getByHandle(actor, params.handle),
    'profiles.update': ({ actor, body }) => profiles.update(actor, body),
    'profiles.setAvatar': ({ actor, body }) => profiles.setAvatar(actor, body),
    'profiles.removeAvatar': ({ actor }) => profiles.removeAvatar(actor),
    'avatars.get': ({ params }) => profiles.getAvatar(params.avatarId),
  };
}
