/** Addresses that screens had before, and where each is now. They are in letters and bookmarks, so each leads on for good. */
export const MOVED: Readonly<Record<string, string>> = {
  '/me/appearance': '/settings/appearance',
  '/me/blocks': '/settings/blocks',
  '/me/calendar': '/settings/calendar',
  '/me/data': '/settings/data',
  '/me/delete': '/settings/delete',
  '/me/email': '/settings/email',
  '/me/less': '/settings/less',
  '/me/notifications': '/settings/notifications',
  '/me/organisation': '/organisation',
  '/me/organisations': '/settings/organisations',
  '/me/password': '/settings/password',
  '/me/security': '/settings/security',
  '/me/visitors': '/settings/visitors',
};
