import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  edit: 'Edit profile',
  avatar: 'Picture',
  avatarChoose: 'Choose picture',
  avatarRemove: 'Remove picture',
  avatarHint: 'Up to 5 MB, cropped to a square.',
  bio: 'About me',
  tags: 'Interests',
  listHint: 'Press Enter or a comma to add.',
  languages: 'Languages I speak',
  timeZone: 'Time zone',
  links: 'Links',
  linksHint: 'Your blog, your code: up to 5.',
  freeHours: 'Free hours',
  freeHoursHint:
    'When you can usually talk. Nobody else sees them. They are only used to find times when you are both free.',
  freeHoursFull: (max) => `You can have up to ${max} periods. Choose fewer days, or remove a period.`,
  freeDays: 'Days',
  freeFrom: 'From',
  freeTo: 'To',
};
