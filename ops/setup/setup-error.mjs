/** An end of the set-up that the reader can mend: its message says what is missing and what to do, so no stack is shown. */
export class SetupError extends Error {}
