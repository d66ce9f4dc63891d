/** What a look at one device found: something to run on, or a sentence that says why not. */
export type Probe = { adapter: string; software: boolean } | { missing: string };
