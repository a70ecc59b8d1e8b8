/** Notifications about communities. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import { kind } from './kind.ts';

const communityData = z.object({ communityId: idSchema, communityName: z.string() });
const path = ({ communityId }: { communityId: string }) => `/communities/${communityId}`;

export const communityKinds = {
  /** A community invited me by name. */
  community_invited: kind({
    group: 'communities',
    data: communityData,
    path,
    words: {
      ja: ({ communityName }) => ({ title: 'コミュニティに招待されました', body: communityName }),
      en: ({ communityName }) => ({ title: 'You were invited to a community', body: communityName }),
    },
  }),
  /** My request to join a community was accepted. */
  community_admitted: kind({
    group: 'communities',
    data: communityData,
    path,
    words: {
      ja: ({ communityName }) => ({ title: 'コミュニティへの参加が承認されました', body: communityName }),
      en: ({ communityName }) => ({ title: 'Your request to join was accepted', body: communityName }),
    },
  }),
  /** Someone asks to join a community that I moderate. */
  community_requested: kind({
    group: 'communities',
    data: communityData.extend({ personId: idSchema }),
    ignoresBlocks: true,
    path,
    words: {
      ja: ({ communityName }, { name }) => ({ title: `${name}さんが参加を希望しています`, body: communityName }),
      en: ({ communityName }, { name }) => ({ title: `${name} asks to join`, body: communityName }),
    },
  }),
  /** A moderator posted an announcement in a community of mine. */
  community_announcement: kind({
    group: 'communities',
    data: communityData.extend({ personId: idSchema, title: z.string() }),
    ignoresBlocks: true,
    path,
    words: {
      ja: ({ communityName, title }) => ({ title: `「${communityName}」からのお知らせ`, body: title }),
      en: ({ communityName, title }) => ({ title: `Announcement from ${communityName}`, body: title }),
    },
  }),
  /** A message was reported in a community that I moderate. */
  community_reported: kind({
    group: 'communities',
    data: communityData,
    path,
    words: {
      ja: ({ communityName }) => ({ title: 'メッセージが報告されました', body: communityName }),
      en: ({ communityName }) => ({ title: 'A message was reported', body: communityName }),
    },
  }),
};
