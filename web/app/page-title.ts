/** The title of the page: the screen, and how many messages are unread. */
import { badgeCount } from '../i18n/counted.ts';

let title: string | null = null;
let unread = 0;

/** Names the screen. */
export function setPageTitle(next: string): void {
  title = next;
  show();
}

/** Shows the number of unread messages in the title. */
export function setUnreadInTitle(count: number): void {
  title ??= document.title;
  unread = count;
  show();
}

function show(): void {
  document.title = unread > 0 ? `(${badgeCount(unread)}) ${title}` : (title ?? '');
}
