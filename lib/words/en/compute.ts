/** What `lib/compute` says to a reader, in English. */
export const compute = {};
