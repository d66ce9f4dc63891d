const word = /\p{Script=Han}+|[\p{L}\p{N}\p{M}]+?(?=\p{Script=Han}|[^\p{L}\p{N}\p{M}]|$)/gu;

/**
 * The terms under which a text is found, for the index and for a query alike. Latin words stand as
 * they are, in lower case; Chinese is not written with spaces, so a run of it gives every pair of
 * neighbouring characters.
 *
 *     searchTerms("The ReLU's slope") // ["the", "relu", "s", "slope"]
 *     searchTerms("反向传播") // ["反向", "向传", "传播"]
 */
export function searchTerms(text: string): string[] {
  const runs = text.normalize("NFKC").toLowerCase().match(word) ?? [];
  return runs.flatMap((run) => (/^\p{Script=Han}{2,}$/u.test(run) ? pairs([...run]) : [run]));
}

function pairs(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}
