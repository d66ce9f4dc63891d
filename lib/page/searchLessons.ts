import MiniSearch from "minisearch";
import type { SearchSection } from "./searchSection.js";
import { searchTerms } from "./searchTerms.js";

/** A section that a query found. */
export interface Found {
  section: SearchSection;
  /** Text around the first match; every second piece matches: `["the ", "chain", " rule"]`. */
  excerpt: string[];
}

const shown = 8;

/**
 * Makes the sections searchable.
 *
 * @returns the best sections for a query, at most eight; all its words must occur, the last may be
 *   begun only, and longer words may be misspelt by a letter
 */
export function searchLessons(sections: readonly SearchSection[]): (query: string) => Found[] {
  const index = new MiniSearch<SearchSection>({
    fields: ["heading", "page", "text"],
    tokenize: searchTerms,
    processTerm: (term) => term,
    searchOptions: {
      combineWith: "AND",
      boost: { heading: 4, page: 3 },
      prefix: true,
      fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 1 : false),
    },
  });
  index.addAll(sections);
  const byId = new Map(sections.map((section) => [section.id, section]));
  return (query) =>
    index
      .search(query)
      .slice(0, shown)
      .flatMap(({ id, terms }) => {
        const section = byId.get(id as string);
        const asked = new Set(searchTerms(query));
        const exactFirst = terms.toSorted((a, b) => Number(asked.has(b)) - Number(asked.has(a)));
        return section ? [{ section, excerpt: excerptOf(section.text, exactFirst) }] : [];
      });
}

/** About a line of text around the first term that occurs in it, cut at spaces. */
function excerptOf(text: string, terms: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const matches = terms
    .map((term) => ({ at: lower.search(wordStart(term)), length: term.length }))
    .filter(({ at }) => at >= 0);
  const first = matches[0];
  if (!first) return [text.length > 120 ? `${text.slice(0, 120).replace(/\s\S*$/, "")} …` : text];
  const end = first.at + first.length;
  const before = text.slice(Math.max(0, first.at - 50), first.at);
  const after = text.slice(end, end + 90);
  return [
    first.at > 50 ? `… ${before.replace(/^\S*\s/, "")}` : before,
    text.slice(first.at, end),
    end + 90 < text.length ? `${after.replace(/\s\S*$/, "")} …` : after,
  ];
}

function wordStart(term: string): RegExp {
  const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return /\p{Script=Han}/u.test(term)
    ? new RegExp(escaped)
    : new RegExp(`(?<![\\p{L}\\p{N}])${escaped}`, "u");
}
