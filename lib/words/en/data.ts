/** What `lib/data` says to a reader, in English. */
export const data = {};
