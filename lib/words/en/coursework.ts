/** What `lib/coursework` says to a reader, in English. */
export const coursework = {};
