/** A failure that the reader can fix. Its message says what is missing and what to do, so no stack is printed. */
export class SetupError extends Error {}
