/** The queries of the first screen: the recommended topics, and who waits for an answer. */
import type { Interest, MeshiClient, Topic } from '@meshi/client';
import { pagesQuery } from '../../app/pages-query.ts';
import { keys } from '../../app/query-keys.ts';

export const homeTopicsQuery = (meshi: MeshiClient) =>
  pagesQuery<Topic>(topicsKey('all', {}), (page, options) => meshi.home.list(page, options));

export const openInterestsQuery = (meshi: MeshiClient) =>
  pagesQuery<Interest>(interestsKey('all', 'open'), (page, options) =>
    meshi.interests.listReceived({ state: 'open', ...page }, options),
  );

export const topicsKey = (view: string, filters: object) => [...keys.topics, 'list', view, filters];
export const interestsKey = (topicId: string, state: string) => [...keys.interests, topicId, state];
