/** The title of the page: the screen, and how many messages are unread. */
import { badgeCount } from '../i18n/counted.ts';

let title: string | null = null;
let unread = 0;

/** Names the screen. */
export function setPageTitle(next: string): void {
  title = next;
  show();
}

/** Shows the number of unread messages in the title, and on the icon of the app where the browser can. */
export function setUnreadInTitle(count: number): void {
  title ??= document.title;
  unread = count;
  show();
  // Only installed apps have an icon to mark, and not every browser can.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  const marking = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
  // Refused, for example without the permission for notifications. The title still has the number.
  marking?.catch(() => undefined);
}

function show(): void {
  document.title = unread > 0 ? `(${badgeCount(unread)}) ${title}` : (title ?? '');
}
