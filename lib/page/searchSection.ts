/** A part of a page under one heading, as the search index of the site holds it. */
export interface SearchSection {
  /** Its address from the site's root: `theory/backpropagation.html#the-chain-rule`. */
  id: string;
  /** The page's title. */
  page: string;
  /** The section's heading; empty for what stands before the first. */
  heading: string;
  text: string;
}
