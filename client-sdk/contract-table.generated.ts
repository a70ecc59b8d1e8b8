/** Generated from `src/protocol` by `npm run docs`; do not edit. The routes and events without their schemas. */
import type { AnnouncementName, RouteName } from '../src/protocol/index.ts';
import type { RouteCall } from './calls.ts';
import { readRoutes } from './route-table.ts';

/** Every path of a route begins with it. */
export const API_PREFIX = '/api/v1';

/** How to call each route, as `readRoutes` reads it: a line for each group, then its routes. */
export const routeCalls: Record<RouteName, RouteCall> = readRoutes(`
meta
get get /meta
about get /meta/about
accounts
signUp post /accounts body=json changesSession=yes
me get /account
prove post /account/proof body=json answer=none
changePassword put /account/password body=json answer=none
setPassword post /account/password body=json changesMe=all
requestEmailCode post /account/email-code answer=none
verifyEmail post /account/email-code/confirm body=json changesMe=all
changeEmail post /account/email body=json changesMe=all
confirmEmail post /account/email/confirm body=json changesMe=all
undoEmailChange post /email-changes/undo body=json
delete delete /account body=json
passwordResets
request post /password-resets body=json answer=none
confirm post /password-resets/confirm body=json answer=none
sessions
signIn post /sessions body=json changesSession=yes
signInSecond post /sessions/second body=json changesSession=yes
signInWithPasskey post /sessions/passkey body=json changesSession=yes
refresh post /sessions/refresh body=json changesSession=yes
list get /sessions
signOut delete /sessions/current answer=none changesSession=yes
revokeOthers delete /sessions answer=none
revoke delete /sessions/:sessionId answer=none
switch post /sessions/switch body=json changesSession=yes
secondFactors
get get /account/second-factors
beginAuthenticator post /account/authenticator
confirmAuthenticator put /account/authenticator body=json
removeAuthenticator delete /account/authenticator answer=none
makeRecoveryCodes post /account/recovery-codes
keep delete /account/factor-reset answer=none
keepByLink post /factor-resets/cancel body=json answer=none
passkeys
begin post /passkeys/challenge
prove post /account/proof/passkey body=json answer=none
beginAdding post /account/passkeys/challenge
add post /account/passkeys body=json
rename patch /account/passkeys/:passkeyId body=json answer=none
remove delete /account/passkeys/:passkeyId answer=none
dataExport
get get /account/export
request post /account/export body=json
download get /account/export/file answer=archive
remove delete /account/export answer=none
tenants
list get /tenants
unread get /tenants/unread
create post /tenants body=json
offers get /tenants/offers
join post /tenants/:tenantId/join body=json
current get /tenant
edit patch /tenant body=json changesMe=tenant
delete delete /tenant body=json changesMe=tenant
restore post /tenant/restore changesMe=tenant
leave post /tenant/leave answer=none
setPolicy put /tenant/policy body=json
setRetention put /tenant/retention body=json
cancelRetention delete /tenant/retention/next
audit get /tenant/audit
exportAudit get /tenant/audit/export
tenantMembers
list get /tenant/members
setRole put /tenant/members/:personId/role body=json
remove delete /tenant/members/:personId answer=none
tenantDomains
request post /tenant/domains body=json
verify post /tenant/domains/verify body=json
remove delete /tenant/domains/:domain
tenantInvitations
list get /tenant/invitations
create post /tenant/invitations body=json
revoke delete /tenant/invitations/:invitationId answer=none
preview post /tenant-invitations/preview body=json
accept post /tenant-invitations/accept body=json
tenantSignOn
get get /tenant/sign-on
set put /tenant/sign-on body=json
remove delete /tenant/sign-on
test post /tenant/sign-on/test body=json
activate put /tenant/sign-on/active body=json
require put /tenant/sign-on/required body=json
signOn
find post /sign-on/find body=json
begin post /sign-on/begin body=json
finish post /sign-on/finish body=json changesSession=yes
mailCode post /sign-on/mail-code body=json answer=none
link post /sign-on/link body=json changesSession=yes
beginProof post /sign-on/proof body=json
beginLink post /sign-on/connect body=json
finishOwn post /sign-on/finish-own body=json
session get /sign-on/session
breakGlass post /sign-on/break-glass body=json changesSession=yes
openSignOn
begin post /open-sign-on/begin body=json
finish post /open-sign-on/finish body=json changesSession=yes
signUp post /open-sign-on/sign-up body=json changesSession=yes
link post /open-sign-on/link body=json
list get /open-sign-on/identities
beginLink post /open-sign-on/connect body=json
beginProof post /open-sign-on/proof body=json
finishOwn post /open-sign-on/finish-own body=json
unlink delete /open-sign-on/identities/:provider
tenantGroups
list get /tenant/groups
create post /tenant/groups body=json
edit put /tenant/groups/:groupId body=json
remove delete /tenant/groups/:groupId answer=none
people get /tenant/groups/:groupId/people
addPerson put /tenant/groups/:groupId/people/:personId answer=none
removePerson delete /tenant/groups/:groupId/people/:personId answer=none
tenantPermissionSets
create post /tenant/permission-sets body=json
remove delete /tenant/permission-sets/:setId answer=none
tenantDirectory
get get /tenant/directory
profiles
list get /profiles
get get /profiles/:personId
getByHandle get /handles/:handle
update patch /profile body=json changesMe=profile
setAvatar put /profile/avatar body=image changesMe=profile
removeAvatar delete /profile/avatar changesMe=profile
avatars
get get /avatars/:avatarId answer=image
blocks
list get /blocks
create put /blocks/:personId answer=none
remove delete /blocks/:personId answer=none
topics
list get /topics
listMine get /topics/mine
create post /topics body=json
get get /topics/:topicId
edit patch /topics/:topicId body=json
close post /topics/:topicId/close
reopen post /topics/:topicId/reopen
delete delete /topics/:topicId answer=none
createInterest post /topics/:topicId/interest
withdrawInterest delete /topics/:topicId/interest
interests
listReceived get /interests/received
pass put /topics/:topicId/interests/:personId/pass answer=none
unpass delete /topics/:topicId/interests/:personId/pass answer=none
listGiven get /interests/given
matches
create post /topics/:topicId/interests/:personId/match
list get /matches
end delete /matches/:matchId answer=none
home
list get /home
overview get /home/overview
listNotInterested get /home/not-interested
addNotInterested post /home/not-interested body=json
removeNotInterested delete /home/not-interested/:notInterestedId answer=none
front
getTable get /front
getTopic get /front/topics/:topicId
getRoom get /front/rooms/:roomId
getMeal get /front/meals/:mealId
getCommunity get /front/communities/:communityId
getProfile get /front/people/:personId
readInvitation post /front/invitation body=json
neverMatch
list get /never-match
add put /never-match/:personId answer=none
remove delete /never-match/:personId answer=none
meals
list get /meals
listMine get /meals/mine
create post /meals body=json
get get /meals/:mealId
edit patch /meals/:mealId body=json
cancel post /meals/:mealId/cancel body=json
reply put /meals/:mealId/reply body=json
listGuests get /meals/:mealId/guests
changeGuest patch /meals/:mealId/guests/:personId body=json
tell post /meals/:mealId/tell body=json answer=none
calendar get /meals/:mealId/calendar answer=calendar
calendar
getLink get /calendar/link
createLink post /calendar/link
removeLink delete /calendar/link answer=none
feed get /calendar/feeds/:token answer=calendar
conversations
list get /conversations
get get /conversations/:conversationId
history get /conversations/:conversationId/messages
mute put /conversations/:conversationId/mute body=json
unmute delete /conversations/:conversationId/mute
proposals
slots get /matches/:matchId/slots
current get /matches/:matchId/proposal
create post /matches/:matchId/proposal body=json
change patch /proposals/:proposalId body=json
accept post /proposals/:proposalId/accept body=json
cancel post /proposals/:proposalId/cancel body=json
calendar get /proposals/:proposalId/appointment.ics answer=calendar
rooms
list get /rooms
create post /rooms body=json
get get /rooms/:roomId
edit patch /rooms/:roomId body=json
close post /rooms/:roomId/close
setRole put /rooms/:roomId/people/:personId/role body=json answer=none
setVoice put /rooms/:roomId/people/:personId/voice body=json answer=none
removePerson post /rooms/:roomId/people/:personId/remove body=json answer=none
bans get /rooms/:roomId/bans
endBan delete /rooms/:roomId/bans/:personId answer=none
rounds
get get /rounds
open put /rounds body=json
close post /rounds/close body=json answer=none
answer put /rounds/answer body=json
getPause get /rounds/pause
setPause put /rounds/pause body=json
listPairs get /rounds/pairs
answerMeeting put /rounds/pairs/:pairId/answer body=json
callIn
get get /call-in
set put /call-in body=json
notes
get get /notes/:personId
set put /notes/:personId body=json
reports
create post /reports body=json
notifications
list get /notifications
countUnread get /notifications/unread
read post /notifications/read body=json
readOne post /notifications/:notificationId/read
readOpened post /notifications/read-opened body=json
getSettings get /notifications/settings
editSettings patch /notifications/settings body=json
subscribe post /notifications/devices body=json answer=none
checkDevice post /notifications/devices/check body=json
unsubscribe post /notifications/devices/remove body=json answer=none
stopMail post /notifications/stop-mail/:token answer=none
instantTalks
get get /instant-talks
wait post /instant-talks body=json
leave delete /instant-talks answer=none
answer post /instant-talks/:instantTalkId/answer body=json
communities
list get /communities
recommended get /communities/recommended
listMine get /communities/mine
listInvitations get /communities/invitations
create post /communities body=json
get get /communities/:communityId
glance get /communities/:communityId/glance
edit patch /communities/:communityId body=json
close delete /communities/:communityId answer=none
setPicture put /communities/:communityId/picture body=image
removePicture delete /communities/:communityId/picture
join post /communities/:communityId/join body=json
leave post /communities/:communityId/leave answer=none
acceptRules post /communities/:communityId/rules body=json
handOver post /communities/:communityId/owner body=json
invite put /communities/:communityId/invited/:personId answer=none
uninvite delete /communities/:communityId/invited/:personId answer=none
invited get /communities/:communityId/invited
invitations get /communities/:communityId/invitations
createInvitation post /communities/:communityId/invitations body=json
revokeInvitation delete /communities/:communityId/invitations/:invitationId answer=none
readInvitation post /community-invitations/read body=json
acceptInvitation post /community-invitations/accept body=json
members get /communities/:communityId/members
setRole put /communities/:communityId/members/:personId/role body=json
remove delete /communities/:communityId/members/:personId body=json answer=none
requests get /communities/:communityId/requests
admit put /communities/:communityId/requests/:personId answer=none
decline delete /communities/:communityId/requests/:personId answer=none
bans get /communities/:communityId/bans
ban put /communities/:communityId/bans/:personId body=json answer=none
unban delete /communities/:communityId/bans/:personId answer=none
mute put /communities/:communityId/mutes/:personId body=json answer=none
unmute delete /communities/:communityId/mutes/:personId answer=none
channels get /communities/:communityId/channels
createChannel post /communities/:communityId/channels body=json
renameChannel patch /communities/:communityId/channels/:channelId body=json
archiveChannel post /communities/:communityId/channels/:channelId/archive
openRoom post /communities/:communityId/room
announcements get /communities/:communityId/announcements
createAnnouncement post /communities/:communityId/announcements body=json
deleteAnnouncement delete /communities/:communityId/announcements/:announcementId answer=none
report post /communities/:communityId/reports body=json answer=none
reports get /communities/:communityId/reports
handleReport post /communities/:communityId/reports/:reportId body=json
hideMessage post /communities/:communityId/hidden-messages body=json answer=none
log get /communities/:communityId/log
portal
get get /portal
take post /portal/role body=json
leave delete /portal/role answer=none
approve post /portal/approvals/:heldRoleId body=json answer=none
operatorGroups
list get /operators/groups
create post /operators/groups body=json
edit put /operators/groups/:groupId body=json
remove delete /operators/groups/:groupId answer=none
addPerson put /operators/groups/:groupId/people/:personId
removePerson delete /operators/groups/:groupId/people/:personId
operatorRoles
create post /operators/roles body=json
remove delete /operators/roles/:name answer=none
operatedPeople
find get /operators/people
get get /operators/people/:personId
suspend put /operators/people/:personId/suspension body=json
unsuspend post /operators/people/:personId/end-suspension body=json
endSessions post /operators/people/:personId/end-sessions body=json
sendReset post /operators/people/:personId/password-reset body=json answer=none
resetFactors post /operators/people/:personId/factor-reset body=json
keepFactors post /operators/people/:personId/factor-reset/cancel body=json
erase post /operators/people/:personId/erasure body=json answer=none
operatedSuspensions
list get /operators/suspensions
end post /operators/suspensions/:personId/end body=json answer=none
operatorReports
list get /operators/reports
decide put /operators/reports/:reportId/decision body=json
reopen delete /operators/reports/:reportId/decision
operatedRooms
list get /operators/rooms
close post /operators/rooms/:roomId/close body=json answer=none
operatedCommunities
find get /operators/communities
close post /operators/communities/:communityId/close body=json answer=none
operatedOrganisations
find get /operators/organisations
get get /operators/organisations/:tenantId
findMembers get /operators/organisations/:tenantId/members
close post /operators/organisations/:tenantId/close body=json
reopen post /operators/organisations/:tenantId/reopen body=json
endSessions post /operators/organisations/:tenantId/end-sessions body=json
handOver post /operators/organisations/:tenantId/owners body=json
server
state get /operators/server
audit get /operators/audit
exportAudit get /operators/audit/export
serverKeys
list get /operators/keys
settings get /operators/keys/settings
create post /operators/keys body=json
next post /operators/keys/next body=json
rehearse post /operators/keys/:keyId/rehearsal body=json
disable post /operators/keys/:keyId/disabling body=json
enable post /operators/keys/:keyId/enabling body=json
delete post /operators/keys/:keyId/deletion body=json answer=none
tenantKeys
list get /tenant/keys
create post /tenant/keys body=json
rehearse post /tenant/keys/:keyId/rehearsal body=json
disable post /tenant/keys/:keyId/disabling body=json
enable post /tenant/keys/:keyId/enabling body=json
delete post /tenant/keys/:keyId/deletion body=json answer=none
`);

/** The names of the events that the server sends. */
export const announcementNames: readonly AnnouncementName[] = [
  'message:created',
  'message:hidden',
  'message:changed',
  'messages:removed',
  'conversation:changed',
  'circle:changed',
  'read:moved',
  'typing:started',
  'typing:stopped',
  'interest:created',
  'interest:withdrawn',
  'match:created',
  'match:ended',
  'notification:created',
  'notification:read',
  'proposal:changed',
  'meal:changed',
  'instant-talk:paired',
  'instant-talk:ended',
  'profile:changed',
  'presence:changed',
  'room:changed',
  'community:changed',
  'session:ended',
];
