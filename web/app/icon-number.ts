/** Sets the number on the icon of the installed app; 0 removes it. The number stays while the app is closed. */
export function markIcon(count: number): void {
  // Only installed apps have an icon to mark, and not every browser can.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  const marking = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
  // Refused, for example without the permission for notifications. The title still has the number.
  marking?.catch(() => undefined);
}
