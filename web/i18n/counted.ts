const plurals = new Intl.PluralRules('en');

/** "1 day", "2 days". For English words only: Japanese has no plural. */
export function counted(number: number, one: string, other: string): string {
  return `${number} ${plurals.select(number) === 'one' ? one : other}`;
}

/** A number on a badge: at most two digits. */
export function badgeCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}
