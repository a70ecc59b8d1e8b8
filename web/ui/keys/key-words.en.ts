import { counted } from '../../i18n/counted.ts';
import type { words as ja } from './key-words.ja.ts';

export const words: typeof ja = {
  title: 'Keys',
  hint: 'Programs use keys. To end one, rehearse it to see who still needs it, then disable it, then delete it.',
  none: 'There are no keys yet.',
  create: 'Make a key',
  name: 'Name',
  nameHint: 'For example the program that uses it',
  allowed: 'What it is for',
  reason: 'Reason',
  reasonHint: 'It stays in the audit log',
  created: 'The key is made.',
  text: 'New key',
  textHint: 'It is shown only now. Copy it and keep it in a safe place.',
  states: { in_use: 'In use', rehearsal: 'Rehearsing the end', disabled: 'Disabled' },
  permissions: {
    'people:read': 'Read accounts',
    'reports:read': 'Read reports',
    'audit:read': 'Read the audit log',
    'server:read': 'Read the state of the server',
    'organisation:read_audit': 'Read the audit log',
    'organisation:manage_directory': 'Directory (SCIM)',
  },
  kinds: {
    server: 'Server',
    organisation: 'Organisation',
    signing: 'Signing',
    push: 'Push notifications',
    turn: 'TURN',
  },
  madeBy: (name) => `made by ${name}`,
  owner: (name) => `${name} answers for it`,
  noOwner: 'Nobody answers for it. The person who brings it back into use will.',
  neverUsed: 'Not used yet',
  lastUsed: 'Last used ',
  uses: (count) => counted(count, 'use', 'uses'),
  rehearsalUses: (count) => `${counted(count, 'use', 'uses')} would have failed`,
  refusedUses: (count) => `${counted(count, 'use', 'uses')} refused`,
  lastRefused: 'Last refused ',
  deletableFrom: (time) => `Can be deleted from ${time} if nobody uses it`,
  deletable: 'Can be deleted',
  devices: (count) => counted(count, 'browser is subscribed', 'browsers are subscribed'),
  actTexts: {
    signing: { enable: 'Tokens that it has signed work again.' },
    push: {
      rehearse:
        'Push notifications still arrive. Each one is counted. Browsers change to the new key when their person comes back.',
      disable:
        'Browsers with this key get no push notifications. They stay subscribed, and you can bring the key back at any time.',
      enable:
        'Push notifications arrive at its browsers again, and new subscriptions use it. The present key is rehearsed.',
      delete:
        'Its browsers are removed. People who have not come back meanwhile have to turn push on again. This cannot be undone.',
    },
    turn: {
      rehearse: 'Credentials are made with it only if there is no other key. Each one is counted.',
      disable:
        'No more credentials are made with it. Those that were made work for up to 12 hours, unless you remove it from the TURN servers.',
      enable:
        'The TURN servers must know it first. Credentials are then made with it, and the present key is rehearsed.',
      delete: 'Remove it from the TURN servers, too. This cannot be undone.',
    },
  },
  firstUse: {
    action: 'Use',
    title: (name) => `Use “${name}”`,
    text: '',
    done: 'It is in use.',
  },
  acts: {
    rehearse: {
      action: 'Rehearse',
      title: (name) => `Rehearse the end of “${name}”`,
      text: 'The key still works. Each use is counted, and its program gets a warning.',
      done: 'The rehearsal has begun.',
    },
    disable: {
      action: 'Disable',
      title: (name) => `Disable “${name}”`,
      text: 'Uses are refused at once. You can bring it back at any time.',
      done: 'Disabled.',
    },
    enable: {
      action: 'Use again',
      title: (name) => `Use “${name}” again`,
      text: 'You answer for it from now on: if you lose the right, the key stops working.',
      done: 'It is in use again.',
    },
    delete: {
      action: 'Delete',
      title: (name) => `Delete “${name}”`,
      text: 'This cannot be undone.',
      done: 'Deleted.',
    },
  },
};
