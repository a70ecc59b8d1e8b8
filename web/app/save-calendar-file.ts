import { saveFile } from './save-file.ts';

/** Gives the browser an iCalendar file to save. */
export function saveCalendarFile(content: string, name: string): void {
  saveFile(name, 'text/calendar', content);
}
