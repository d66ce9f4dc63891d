import { en } from "./en.js";

/** One language's table: every other language must have exactly these words. */
export type Words = typeof en;

/** The table for the page's language; English is the only one yet. */
export const words: Words = en;
