// What can go wrong before there is a report. Both print one line; anything else is a bug.

/** The command line cannot be carried out: exit status 2. */
export class UsageError extends Error {}

/** No input holds a line this tool knows: exit status 3. */
export class NothingRecognisedError extends Error {}
