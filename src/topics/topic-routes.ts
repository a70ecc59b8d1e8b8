/** Topics and interest over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { InterestService } from './interest-service.ts';
import type { TopicService } from './topic-service.ts';

type TopicRouteName = Extract<RouteName, `topics.${string}` | `interests.${string}`>;

export function topicRoutes({
  topics,
  interests,
}: {
  topics: TopicService;
  interests: InterestService;
}): RouteHandlers<TopicRouteName> {
  return {
    'topics.list': ({ actor, query }) => topics.list(actor, query),
    'topics.listMine': ({ actor, query }) => topics.listMine(actor, query),
    'topics.create': ({ actor, body }) => topics.create(actor, body),
    'topics.get': ({ actor, params }) => topics.get(actor, params.topicId),
    'topics.edit': ({ actor, params, body }) => topics.edit(actor, params.topicId, body),
    'topics.close': ({ actor, params }) => topics.close(actor, params.topicId),
    'topics.reopen': ({ actor, params }) => topics.reopen(actor, params.topicId),
    'topics.delete': async ({ actor, params }) => {
      await topics.delete(actor, params.topicId);
      return null;
    },
    'topics.createInterest': ({ actor, params }) => interests.create(actor, params.topicId),
    'topics.withdrawInterest': ({ actor, params }) => interests.withdraw(actor, params.topicId),
    'interests.listReceived': ({ actor, query }) => interests.listReceived(actor, query),
    'interests.pass': ({ actor, params }) => interests.setPassed(actor, params, true),
    'interests.unpass': ({ actor, params }) => interests.setPassed(actor, params, false),
    'interests.listGiven': ({ actor, query }) => interests.listGiven(actor, query),
  };
}
