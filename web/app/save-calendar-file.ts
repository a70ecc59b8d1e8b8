/** Gives the browser an iCalendar file to save. */
export function saveCalendarFile(content: string, name: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/calendar' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
