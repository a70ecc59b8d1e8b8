/** `Fields` whose optional fields are missing rather than undefined. */
export type Given<Fields> = { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };

/** Removes undefined fields: a field that is present but undefined would overwrite a value when the object is spread. */
export function withoutUndefined<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The type of `fromEntries` cannot express that only undefined values were removed.
  return Object.fromEntries(entries) as Given<Fields>;
}
