/** The addresses of the web app's screens, as far as visitors have no page of their own for them. `web/app/routes.tsx` has all. */

const SCREENS = [
  'sign-up',
  'sign-in',
  'sign-in/with/:provider',
  'sign-on/:tenantId',
  'enter/:tenantId',
  'about',
  'help',
  'terms',
  'privacy',
  'forgot-password',
  'reset-password',
  'undo-email',
  'keep-factors',
  'organisation-invitation',
  'stop-mail',
  'topics/mine/:topicId?',
  'topics/given/:topicId?',
  'conversations/:conversationId?',
  'rounds',
  'notifications',
  'me',
  'me/profile',
  'me/:section',
  'settings/:section?',
  'organisation/:section?',
  'welcome',
  'portal',
  'admin/:tab?',
] as const;

/** The screens that signed-in people see where visitors have a page of their own. */
const SHARED = [
  '',
  'topics/:topicId?',
  'rooms/:roomId?',
  'meals/:mealId?',
  'communities/:communityId?/:tab?',
  'people/:personId',
  'invitation',
] as const;

const forEveryone = SCREENS.map(patternOf);
const shared = SHARED.map(patternOf);

/** Every address of the app, as in its routes. */
export const appPaths: readonly string[] = [...SCREENS, ...SHARED];

/** Whether only the app has a page at this address, signed in or not. */
export function isOnlyOfApp(path: string): boolean {
  return forEveryone.some((pattern) => pattern.test(path));
}

/** Whether the app has a page at this address for people who are signed in. */
export function isOfApp(path: string): boolean {
  return isOnlyOfApp(path) || shared.some((pattern) => pattern.test(path));
}

/** `:name` stands for one part of the path; `?` after it means that it may be missing. */
function patternOf(path: string): RegExp {
  const source = path.replace(/\/:\w+\?/g, '(?:/[^/]+)?').replace(/:\w+/g, '[^/]+');
  return new RegExp(`^/${source}/?$`);
}
