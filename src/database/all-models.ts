/** Every model of Meshi: what the start creates indexes for, and what `npm run db:check` looks at. */
import { nodeModel } from '../../rooms/node-model.ts';
import { roomModel } from '../../rooms/room-model.ts';
import { accountModel } from '../accounts/account-model.ts';
import { emailCodeModel } from '../accounts/email-code-model.ts';
import { passwordResetModel } from '../accounts/password-reset-model.ts';
import { sessionModel } from '../accounts/session-model.ts';
import { calendarLinkModel } from '../calendar/calendar-link-model.ts';
import { callInModel } from '../call-in/call-in-model.ts';
import { announcementModel } from '../communities/announcement-model.ts';
import { channelModel } from '../communities/channel-model.ts';
import { communityModel } from '../communities/community-model.ts';
import { invitationModel } from '../communities/invitation-model.ts';
import { membershipModel } from '../communities/membership-model.ts';
import { moderationEntryModel } from '../communities/moderation-entry-model.ts';
import { paceModel } from '../communities/pace-model.ts';
import { reportModel } from '../communities/report-model.ts';
import { conversationModel } from '../conversations/conversation-model.ts';
import { messageModel } from '../conversations/message-model.ts';
import { readMarkModel } from '../conversations/read-mark-model.ts';
import { exposureModel } from '../home/exposure-model.ts';
import { homeFeedModel } from '../home/home-feed-model.ts';
import { lessLikeModel } from '../home/less-like-model.ts';
import { tagNeighbourModel } from '../home/tag-neighbour-model.ts';
import { talkHoursModel } from '../instant-talks/instant-talk-hours-model.ts';
import { talkModel } from '../instant-talks/instant-talk-model.ts';
import { talkWaitModel } from '../instant-talks/instant-talk-wait-model.ts';
import { jobModel } from '../kernel/job-model.ts';
import { matchModel } from '../matching/match-model.ts';
import { mealModel } from '../meals/meal-model.ts';
import { mealSeriesModel } from '../meals/series-model.ts';
import { notificationModel } from '../notifications/notification-model.ts';
import { notificationSettingsModel } from '../notifications/notification-settings-model.ts';
import { pushDeviceModel } from '../notifications/push-device-model.ts';
import { suggestionDayModel } from '../notifications/suggestion-day-model.ts';
import { blockModel } from '../people-lists/block-model.ts';
import { neverMatchModel } from '../people-lists/never-match-model.ts';
import { avatarModel, profileModel } from '../profiles/profile-model.ts';
import { proposalModel } from '../proposals/proposal-model.ts';
import { roundAnswerModel } from '../rounds/round-answer-model.ts';
import { roundModel } from '../rounds/round-model.ts';
import { roundPairModel } from '../rounds/round-pair-model.ts';
import { roundPauseModel } from '../rounds/round-pause-model.ts';
import { roundScheduleModel } from '../rounds/round-schedule-model.ts';
import { tenantInvitationModel } from '../tenants/invitation-model.ts';
import { tenantMembershipModel } from '../tenants/membership-model.ts';
import { tenantModel } from '../tenants/tenant-model.ts';
import { interestModel } from '../topics/interest-model.ts';
import { topicModel } from '../topics/topic-model.ts';
import type { ModelDefinition } from './models.ts';

export const allModels: readonly ModelDefinition[] = [
  accountModel,
  sessionModel,
  passwordResetModel,
  emailCodeModel,
  tenantModel,
  tenantMembershipModel,
  tenantInvitationModel,
  profileModel,
  avatarModel,
  topicModel,
  interestModel,
  matchModel,
  proposalModel,
  blockModel,
  neverMatchModel,
  callInModel,
  roundModel,
  roundScheduleModel,
  roundAnswerModel,
  roundPairModel,
  roundPauseModel,
  conversationModel,
  messageModel,
  readMarkModel,
  roomModel,
  nodeModel,
  homeFeedModel,
  lessLikeModel,
  exposureModel,
  tagNeighbourModel,
  mealModel,
  mealSeriesModel,
  calendarLinkModel,
  jobModel,
  communityModel,
  membershipModel,
  invitationModel,
  channelModel,
  announcementModel,
  reportModel,
  moderationEntryModel,
  paceModel,
  notificationModel,
  suggestionDayModel,
  notificationSettingsModel,
  pushDeviceModel,
  talkWaitModel,
  talkModel,
  talkHoursModel,
];
