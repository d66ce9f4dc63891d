/** What `lib/notebook` says to a reader, in English. */
export const notebook = {};
