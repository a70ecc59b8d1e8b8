import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  back: 'Back to Meshi',
  updated: 'Last changed on 30 November 2026',
  contact: 'Who runs it, and how to reach them',
  operatedBy: (name) => `This server is run by ${name}.`,
  operatedByUnknown:
    'Meshi is software that anyone can install. This server is run by the people or the organisation who invited you.',
  askAt: 'Contact:',
  askUnknown: 'If you have a question, ask the person who invited you or an admin of your organisation.',

  about: {
    title: 'About Meshi',
    lead: 'Where engineers talk as easily as over a meal.',
    parts: [
      {
        title: 'Why it exists',
        text: [
          'There was no place where engineers could casually talk with other engineers, about work or hobbies: to teach something, to learn something, or just to chat. Meshi (“meal” in Japanese) brings people as close as sharing a table does.',
        ],
      },
      {
        title: 'What you can do',
        items: [
          'Topics: post what you would like to talk about, and people who are interested come by. They press “Interested” on the topic, not on the person.',
          'Matches: a conversation starts only when both of you want to talk.',
          'Rooms: walk in and talk by voice.',
          'Meals: study sessions online, or an evening out together.',
          'Communities: for people with a shared interest.',
          'Rounds: introduce you to someone new, regularly.',
        ],
      },
      {
        title: 'What matters to us',
        items: [
          'Messages need the consent of both.',
          'You can block and report at any time. The other person isn’t told.',
          'No advertising and no tracking.',
          'It runs on one small server, so that volunteers can keep it going.',
        ],
      },
    ],
  },

  help: {
    title: 'Help',
    lead: 'What new people often ask.',
    parts: [
      {
        title: 'Who sees a topic that I post?',
        text: [
          'Everyone with an account, except people of other organisations. For each topic you choose whether people without an account see it too. Unless you do, they don’t.',
        ],
      },
      {
        title: 'What happens when I press “Interested”?',
        text: [
          'The person who posted the topic hears of it. When they agree to talk, you match and can exchange messages.',
        ],
      },
      {
        title: 'My microphone does not work in a room',
        items: [
          'Allow the microphone for this site in your browser’s address bar.',
          'Before you enter, choose your microphone and check that the level moves.',
          'You can also enter without a microphone and just listen.',
        ],
      },
      {
        title: 'Somebody bothers me',
        text: ['Use the menu of the profile or message to block or report. They are not told.'],
      },
      {
        title: 'I want to leave',
        text: ['Delete your account at any time in Settings, “Delete account”. You can save your data before.'],
      },
    ],
  },

  terms: {
    title: 'Terms',
    lead: 'What we agree on, so that everyone can enjoy talking here. By signing up you accept these terms.',
    parts: [
      {
        title: 'Your account',
        items: [
          'One account for each person, with an email address of your own that you can read.',
          'Keep your password to yourself. If you think somebody else knows it, change it at once.',
          'If you are a minor, ask a parent or guardian first.',
        ],
      },
      {
        title: 'Please don’t',
        items: [
          'harass, threaten, stalk or discriminate against anyone',
          'meet people in order to advertise or recruit, for example for investments, network marketing, religion or politics',
          'post sexual content or make sexual advances',
          'publish private information, or record or publish conversations and calls, without consent',
          'pretend to be someone else',
          'disturb people or the server with masses of posts or automation',
          'break the law or violate the rights of others',
        ],
      },
      {
        title: 'When something is wrong',
        text: [
          'You can report people, topics, meals, rooms and messages from their menus. The people who run this service look into reports, and may hide or delete content or suspend accounts. In the channels of a community, its moderators do so first.',
        ],
      },
      {
        title: 'When you meet',
        text: [
          'Nobody checks who the people you meet at meals and appointments are. Choose a public place for the first time.',
        ],
      },
      {
        title: 'What you write',
        text: ['What you write stays yours. Meshi stores and shows it only to the people it is meant for.'],
      },
      {
        title: 'The service',
        items: [
          'It is free. Volunteers run it, so it may stop, change or end without warning.',
          'Keep your own copy of what is important to you. The people who run it are not liable for damage, except in cases of intent or gross negligence.',
          'You can leave at any time: “Delete account” in Settings deletes your account immediately.',
          'Changes of these terms appear on this page.',
        ],
      },
    ],
  },

  privacy: {
    title: 'Privacy',
    lead: 'What is kept, for how long, who sees it, and how you delete it.',
    parts: ({ kept, sends }) => [
      {
        title: 'What is kept',
        items: [
          'Your account: email address, a value computed from your password (never the password itself), the kinds of devices you are signed in on, and when you last used each',
          'If you link an account of another service or of your company: a value computed from its user number (never the number itself)',
          'Your profile, topics, interests, matches, conversations, appointments, meals, communities, rooms and who was in them, and pairs of rounds',
          'Reports you made, and the addresses of browsers in which you turned on push notifications',
          'For you only: notes, free hours, people you blocked or are never paired with, and what is shown less',
          'Voice is neither recorded nor kept. It only goes to the people in the room.',
        ],
      },
      {
        title: 'What is deleted by itself',
        items: [
          `The sign-in of a device you no longer use: after ${kept.sessionDays} days`,
          `The audit log of sign-ins and changes of rights: after ${kept.auditDays} days, also if you leave. It has IDs and no names, the reason somebody gave, and the network of the request (a part of the IP address)`,
          `A former email address: after ${kept.formerAddressDays} days, so that the change can be undone until then`,
          `Notifications: after ${kept.notificationDays} days, or beyond the newest ${kept.notifications}`,
          `With whom you spoke in “Talk now”: after ${kept.instantTalkDays} days (what you said is not kept)`,
          `The archive of your data, if you have asked for one: after ${kept.exportDays} days`,
          `Reports to the people who run this service, with a copy of what was reported: after ${kept.reportDays} days`,
          'A value computed from an email address that we mailed before it was verified: two days after the last email, also if the account is deleted',
          'Messages in an organisation: for as long as its owners say, see “Organisation”. Without a rule they are not deleted by themselves',
          `An organisation that is to be deleted: after ${kept.organisationDays} days, so that this can be cancelled until then`,
        ],
        text: ['Everything else is kept until you delete it or your account.'],
      },
      {
        title: 'Who sees it',
        items: [
          'People of the same organisation see your profile and topics (without an organisation: everyone in “Meshi for everyone”). What is in a community is seen by its members only.',
          'You and people you block don’t see each other’s profiles and topics. In a room you see each other’s names, but don’t hear or read each other. Moderators and hosts still see everyone.',
          'A conversation is seen by the people in it only. They see how far you have read, and people you matched with see when you are online.',
          'People without an account see only the topics you choose to show, public meals (without the address and who is coming), and of “Meshi for everyone” public communities and rooms (title, tags, number of people). Names and pictures appear only of people who choose to show them. What you take back disappears at once.',
          'Other users don’t see your email address.',
          'If you report something, the people who look into it see what you reported and that it was you. The reported person doesn’t.',
          'Connections are encrypted, but the people who run the server are technically able to read what is stored. They only do so for reports and to repair faults.',
        ],
      },
      {
        title: 'What is sent to others',
        items: [
          ...(sends.mail
            ? [
                'Email: codes and notifications go through the mail server that this service uses. Notifications may contain names, titles, and what a host writes to all guests of a meal, but never the text of a conversation. You can turn off each kind.',
                'Reports: the people who run this service may get each report by email, with a copy of what was reported. Such emails are not deleted with the report.',
              ]
            : ['Email: this server sends none.']),
          ...(sends.push
            ? [
                'Push notifications: only to devices where you turned them on, through the push service of the browser’s maker (such as Google, Apple or Mozilla). They are encrypted, so the push service can’t read them.',
              ]
            : ['Push notifications: this server sends none.']),
          'OpenStreetMap learns of a place only if you press its link to the map.',
          'There is no advertising, no analytics, and no font from elsewhere.',
        ],
      },
      {
        title: 'What is kept on your device',
        items: [
          `A cookie that keeps you signed in (${kept.sessionDays} days), and one that marks a device you have signed in on (${kept.knownDeviceDays} days)`,
          'Cookies that say whether you are signed in, and which language you chose (1 year). They don’t say who you are.',
          'Your language, theme and sound settings, drafts and unsent messages. Signing out deletes drafts and unsent messages.',
          'When you last saw all topics, to show what is new since then. The server does not keep it.',
        ],
      },
      {
        title: 'IP addresses and logs',
        text: [
          'Against break-ins and abuse, attempts are counted for each IP address, for at most one hour. The database has only the network, in the audit log: 24 bits of an IPv4 address, 48 of an IPv6 address. The logs of Meshi contain neither texts of messages nor email addresses. They note sign-ins, changes of rights and refused requests with ids only. The web server in front of Meshi may keep IP addresses in its own log.',
        ],
      },
      {
        title: 'How to delete it',
        items: [
          'You can delete topics, notes and so on where you see them.',
          '“Delete account” in Settings immediately deletes your profiles in all organisations, topics, interests, matches, notes, the meals you host and the rooms you opened with everything written in them, and the reports that you made or that are about you. This can’t be undone.',
          'Messages you sent to others, announcements, and the moderation logs of communities stay without your name, so that the conversations and records of others still make sense. Records of your signed-in devices are deleted after about 20 minutes.',
          'If you are banned from a community, a value computed from your email address is kept until the ban ends.',
          'Backups are replaced over time, and your data with them.',
        ],
        text: ['For a copy or a correction of what is kept about you, contact the people who run this server.'],
      },
    ],
  },
};
