/** `Fields` whose optional fields are missing rather than undefined. */
export type Given<Fields> = { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };

/** The fields that were given. A field that is present but undefined would overwrite a value when the object is spread. */
export function withoutUndefined<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only undefined values were taken out, which the type of `fromEntries` cannot tell.
  return Object.fromEntries(entries) as Given<Fields>;
}
