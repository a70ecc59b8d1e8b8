/**
 * All reasons of errors with their meanings, grouped by error code. The server can only throw these, the SDK exports them as
 * the type `Reason`, and the web app has texts for each: the compiler checks all three.
 *
 * A reason exists only if clients act differently on it, or can show a more exact message than for the code. Other errors only
 * have a code, such as most `not_found`, and `invalid_input` that `problems` explain.
 */
export const reasons = {
  invalid_input: {
    code_wrong: 'The code from the mail is wrong or has expired.',
    cursor_invalid: 'The cursor does not belong to this list. Start again without one.',
    endpoint_refused: 'The endpoint of the push subscription does not belong to a known push service.',
    link_invalid: 'The link to stop mails is incomplete or was changed.',
    not_a_picture: 'The file is not a picture that the server can read.',
    password_common: 'The password is among the common ones, or close to one.',
    password_guessable: 'The password is easy to guess.',
    password_pattern: 'The password is a repeat, a sequence, a date or a row of keys.',
    password_personal: 'The password consists of what is known of the person: address, name, handle.',
    picture_too_large: 'The picture has more pixels than the server accepts.',
    reset_expired: 'The link to set a new password was used or has expired.',
    time_passed: 'The proposed time is in the past.',
    time_too_far: 'The proposed time is too far in the future.',
    undo_expired: 'The link to undo a change of the e-mail address was used or has expired.',
    unknown_request: 'The server does not know a socket request with this name.',
  },
  unauthenticated: {
    session_ended: 'The session was ended or its account was deleted.',
    token_expired: 'The access token has expired. Refresh it.',
    token_invalid: 'The token is not valid on this server.',
    token_missing: 'The request has no token.',
    wrong_credentials: 'The e-mail address or the password is wrong.',
  },
  forbidden: {
    banned: 'The person is banned from the community.',
    banned_word: 'The message contains a word that the community does not allow.',
    conversation_closed: 'The conversation has ended.',
    email_unverified: 'The e-mail address of the account must be verified first.',
    foreign_origin: 'The page that sent the request does not belong to this server.',
    free_mail: 'Anyone can get an address in this mail domain, so no organisation can own it.',
    invitation_needed: 'Only invited people can join the community.',
    muted: 'A moderator has muted the person. The mute ends after `retryAfterMs`.',
    not_a_member: 'Only members of the community can do this.',
    not_allowed: 'The role of the person does not allow this.',
    not_in_room: 'Only people in the room can read and write its chat.',
    other_email: 'The invitation was mailed to another e-mail address than that of the account.',
    other_session: 'The new token belongs to a different session than the connection.',
    own_meal: 'The host of a meal always has a seat.',
    own_message: 'People cannot report their own messages.',
    own_proposal: 'Only the other person can accept a proposal.',
    own_thing: 'People cannot report themselves, or what is theirs.',
    own_topic: 'This is only possible with topics of other people.',
    seat_refused: 'The host refused the seat.',
    wrong_password: 'The password that confirms a change is wrong.',
    yourself: 'People cannot block themselves or add themselves to the never-match list.',
  },
  not_found: {
    invitation_expired: 'The invitation was used, was revoked or has expired.',
    not_in_tenant: 'The session is in no organisation. Switch to one first.',
  },
  conflict: {
    already_connected: 'The connection has already joined this namespace.',
    already_member: 'The person already belongs to the organisation.',
    capacity_taken: 'More people have a seat than the new number of seats.',
    community_full: 'The community has reached its maximum number of members.',
    email_changed: 'The e-mail address was changed at the same moment.',
    email_taken: 'Another account has this e-mail address.',
    email_verified: 'The e-mail address is already verified.',
    handle_taken: 'Another profile has this handle.',
    last_owner: 'The last owner cannot leave or lose the role.',
    meal_cancelled: 'The meal was cancelled.',
    meal_ended: 'The meal has ended.',
    meal_full: 'All seats and the waiting list of the meal are full.',
    no_rounds: 'The community has no rounds.',
    no_tags: 'The topic has no tags, so there is nothing to show less of.',
    not_going: 'Only people with a seat can be co-hosts.',
    not_started: 'Attendance can be marked once the meal has started.',
    person_banned: 'The person is banned from the community. End the ban first.',
    proposal_changed: 'The proposal has changed. Read it again.',
    proposal_expired: 'The proposed time has passed. Propose another time.',
    proposal_open: 'The match already has an open proposal. Change that one.',
    room_closed: 'The room is closed.',
    room_full: 'The room has reached its maximum number of people.',
    rules_changed: 'The rules of the community have changed. Accept the new rules.',
    slug_taken: 'Another organisation has this ID.',
    time_taken: 'One of the two has another appointment at that time.',
    too_many_announcements: 'The community has reached the limit of `max` announcements.',
    too_many_blocks: 'The person has reached the limit of `max` blocked people.',
    too_many_channels: 'The community has reached the limit of `max` channels.',
    too_many_communities: 'The person has reached the limit of `max` communities.',
    too_many_communities_of_person: 'The other person has reached the limit of `max` communities.',
    too_many_created_tenants: 'The person has reached the limit of `max` created organisations.',
    too_many_domains: 'The organisation has reached the limit of `max` domains.',
    too_many_interests: 'The person has reached the limit of `max` interests in topics.',
    too_many_invitations: 'The community or organisation has reached the limit of `max` open invitations.',
    too_many_join_requests: 'The person has reached the limit of `max` open requests to join communities.',
    too_many_joined_rooms: 'The connection has reached the limit of `max` joined rooms.',
    too_many_meals: 'The person has reached the limit of `max` upcoming hosted meals.',
    too_many_never_matches: 'The person has reached the limit of `max` people in the never-match list.',
    too_many_not_interested: 'The person has reached the limit of `max` entries in the list of what to show less of.',
    too_many_open_topics: 'The person has reached the limit of `max` open topics.',
    too_many_owned_communities: 'The person has reached the limit of `max` owned communities.',
    too_many_reports: 'The person has reached the limit of `max` open reports in the community.',
    too_many_reports_today: 'The person has reached the limit of `max` reports within 24 hours.',
    too_many_rooms: 'The person has reached the limit of `max` open rooms.',
    too_many_tenants: 'The person has reached the limit of `max` organisations.',
    too_many_topics: 'The person has reached the limit of `max` topics, open and closed.',
    topic_closed: 'The topic is closed.',
    transport_connected: 'The transport is already connected.',
    voice_already_open: 'Voice is already open on this connection.',
    voice_not_open: 'Voice is not open on this connection. Send `voice:open` first.',
  },
  too_large: {},
  incompatible_protocol: {
    client_too_old: 'The server no longer serves this version. Update the client.',
    server_too_old: 'The server does not serve this version yet.',
  },
  limit_exceeded: {
    slow_mode: 'The channel has slow mode: wait before the next message.',
    too_many_connections: 'The person has too many open connections.',
    too_many_meal_messages: 'The host has reached the daily limit of messages to all guests.',
  },
  internal: {},
  unavailable: {
    mail_failed: 'The mail could not be sent.',
    media_full: 'The server has no capacity for more people in voice.',
    media_restarted: 'The voice service restarted. Join the room again.',
    media_starting: 'The voice service is starting.',
    no_mail: 'This server cannot send mail.',
    no_push: 'This server cannot send push notifications.',
    room_moved: 'The room has moved to another node. Join it again.',
    room_moving: 'The room is moving to another node.',
  },
} as const;

type Reasons = typeof reasons;

export type ReasonOf<Code extends keyof Reasons> = Code extends keyof Reasons ? keyof Reasons[Code] : never;
export type Reason = ReasonOf<keyof Reasons>;

/** A limit on how many things of a kind may exist. `details.max` is the limit. */
export type LimitReason = Extract<ReasonOf<'conflict'>, `too_many_${string}`>;

/** The names of all reasons. */
export const reasonNames = Object.values(reasons).flatMap((ofCode) => Object.keys(ofCode)) as [Reason, ...Reason[]];
