/** What every page says around its lesson to a reader, in English. */
export const page = {};
