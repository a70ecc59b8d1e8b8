/**
 * Every reason that an error can have, under the code of that error, with its meaning. The server can throw no other, the
 * SDK exports them as the type `Reason`, and the web has words for each: the compiler checks all three.
 *
 * A reason exists where a client acts differently or tells people something more exact than the code does. Everything else
 * goes by its code alone: most `not_found`, and `invalid_input` that `problems` explain.
 */
export const reasons = {
  invalid_input: {
    code_wrong: 'The code from the mail is wrong or has expired.',
    cursor_invalid: 'The cursor does not belong to this list. Start again without one.',
    endpoint_refused: 'The endpoint of the push subscription does not belong to a known push service.',
    link_invalid: 'The link to stop mails was changed or cut off.',
    not_a_picture: 'The file is not a picture that the server can read.',
    picture_too_large: 'The picture has more pixels than the server takes.',
    reset_expired: 'The link to set a new password was used or has expired.',
    time_passed: 'The proposed time is in the past.',
    time_too_far: 'The proposed time is too far in the future.',
    unknown_request: 'The server knows no socket request of this name.',
  },
  unauthenticated: {
    session_ended: 'The session was ended or its account was deleted.',
    token_expired: 'The access token has expired. Refresh it.',
    token_invalid: 'The token is not one that this server accepts.',
    token_missing: 'The request carries no token.',
    wrong_credentials: 'The email address or the password is wrong.',
  },
  forbidden: {
    banned: 'The person is banned from the community.',
    banned_word: 'The message contains a word that the community does not allow.',
    conversation_closed: 'The conversation has ended.',
    foreign_origin: 'The page that sent the request does not belong to this server.',
    free_mail: 'Anyone can get an address in this mail domain, therefore no organisation can own it.',
    invitation_needed: 'The community accepts invited people only.',
    muted: 'A moderator stopped the person from writing until `retryAfterMs` have passed.',
    not_a_member: 'Only members of the community can do this.',
    not_allowed: 'The role of the person does not allow this.',
    not_in_room: 'Only people in the room can read and write its chat.',
    other_session: 'The new token belongs to another session than the connection.',
    own_meal: 'The host of a meal always has a seat.',
    own_message: 'One cannot report an own message.',
    own_proposal: 'Only the other person can accept a proposal.',
    own_topic: 'This is possible only with topics of other people.',
    seat_refused: 'The host refused the seat.',
    wrong_password: 'The password that confirms a change is wrong.',
    yourself: 'One cannot block oneself or add oneself to the never-match list.',
  },
  not_found: {
    invitation_expired: 'The invitation was used, was revoked or has expired.',
    not_in_tenant: 'The session is in no organisation. Switch to one first.',
  },
  conflict: {
    already_connected: 'The connection has entered this namespace already.',
    already_member: 'The person belongs to the organisation already.',
    capacity_taken: 'More people have a seat than the new number of seats.',
    community_full: 'The community has as many members as it can have.',
    email_taken: 'Another account has this email address.',
    email_verified: 'The email address is verified already.',
    handle_taken: 'Another profile has this handle.',
    last_owner: 'The last owner cannot leave or lose the role.',
    many_waiting: 'Too many interested people wait for an answer to this topic.',
    meal_cancelled: 'The meal was cancelled.',
    meal_ended: 'The meal has ended.',
    meal_full: 'All seats and the waiting list of the meal are full.',
    no_rounds: 'The community has no rounds.',
    no_tags: 'The topic has no tags, therefore there is nothing to show less of.',
    not_going: 'Only people with a seat can be co-hosts.',
    not_started: 'Attendance can be marked once the meal has started.',
    person_banned: 'The person is banned from the community. End the ban first.',
    proposal_changed: 'The proposal has changed. Read it again.',
    proposal_expired: 'The proposed time has passed. Propose another.',
    proposal_open: 'The match has a proposal already. Change that one.',
    room_closed: 'The room is closed.',
    room_full: 'The room has as many people as it can have.',
    rules_changed: 'The rules of the community have changed. Accept the new ones.',
    slug_taken: 'Another organisation has this ID.',
    time_taken: 'One of the two has another appointment at that time.',
    too_many_announcements: 'The community has `max` announcements.',
    too_many_blocks: 'The person has blocked `max` people.',
    too_many_channels: 'The community has `max` channels.',
    too_many_communities: 'The person is in `max` communities.',
    too_many_created_tenants: 'The person has created `max` organisations.',
    too_many_domains: 'The organisation has `max` domains.',
    too_many_interests: 'The person is interested in `max` topics.',
    too_many_invitations: 'The community or organisation has `max` open invitations.',
    too_many_join_requests: 'The person has `max` open requests to join communities.',
    too_many_joined_rooms: 'The connection is in `max` rooms.',
    too_many_not_interested: 'The person has `max` entries in the list of what to show less of.',
    too_many_meals: 'The person hosts `max` coming meals.',
    too_many_never_matches: 'The person has `max` people in the never-match list.',
    too_many_open_topics: 'The person has `max` open topics.',
    too_many_owned_communities: 'The person owns `max` communities.',
    too_many_reports: 'The moderators have not answered `max` reports of the person.',
    too_many_rooms: 'The person has `max` open rooms.',
    too_many_tenants: 'The person belongs to `max` organisations.',
    too_many_topics: 'The person has `max` topics, open and closed.',
    topic_closed: 'The topic is closed.',
    transport_connected: 'The transport is connected already.',
    voice_already_open: 'The voice connection has opened its seat already.',
    voice_not_open: 'The voice connection has no seat yet. Send `voice:open` first.',
  },
  too_large: {},
  incompatible_protocol: {
    client_too_old: 'The server no longer serves this version. Update the client.',
    server_too_old: 'The server does not serve this version yet.',
  },
  limit_exceeded: {
    slow_mode: 'The channel has slow mode: one message in a given time.',
    too_many_connections: 'The person has too many open connections.',
    too_many_meal_messages: 'The host has sent as many messages to all guests as one day allows.',
  },
  internal: {},
  unavailable: {
    mail_failed: 'The mail could not be sent.',
    media_full: 'The server has no capacity for more people in voice.',
    media_restarted: 'The voice service restarted. Join the room again.',
    media_starting: 'The voice service is starting.',
    no_mail: 'This server is set up without mail.',
    no_push: 'This server is set up without push notifications.',
    room_moved: 'The room has moved to another node. Join it again.',
    room_moving: 'The room is moving to another node.',
  },
} as const;

type Reasons = typeof reasons;

export type ReasonOf<Code extends keyof Reasons> = Code extends keyof Reasons ? keyof Reasons[Code] : never;
export type Reason = ReasonOf<keyof Reasons>;

/** A limit on how many of something one may have. `details.max` says how many. */
export type LimitReason = Extract<ReasonOf<'conflict'>, `too_many_${string}`>;

/** The names alone, without their codes. */
export const reasonNames = Object.values(reasons).flatMap((ofCode) => Object.keys(ofCode)) as [Reason, ...Reason[]];
