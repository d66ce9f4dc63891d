const number = (value: number) => value.toLocaleString("en");
const megabytes = (bytes: number) => `${number(Math.ceil(bytes / 1e5) / 10)} MB`;
const plural = (count: number, one: string, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;

/** A reader's own text inside a sentence: quoted, on one line, at most 40 characters. */
function quote(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  const letters = [...line.slice(0, 100)];
  const shown = letters.length > 40 ? `${letters.slice(0, 39).join("")}…` : line;
  return `“${shown}”`;
}

/** At most five names, quoted, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(quote);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${number(more)} more`;
  const last = shown.pop() ?? "";
  return shown.length > 0 ? `${shown.join(", ")} and ${last}` : last;
}

const saveAsUtf8 =
  "Save it again as CSV with the encoding UTF-8 (spreadsheets call it “CSV UTF-8”), then open it here.";

/** What `lib/data` says to a reader, in English. */
export const data = {
  delimiter: { ",": "commas", ";": "semicolons", "\t": "tabs" } as Record<string, string>,

  file: {
    empty: "The table is empty. It needs a line of column names and at least one line of values.",
    tooLarge: (bytes: number, limit: number) =>
      `The table has ${megabytes(bytes)}, more than the ${megabytes(limit)} this page reads. Keep some of its lines and try again.`,
    unreadable:
      "The browser could not read this file. It may be a folder, or it may have moved or changed. Choose it again.",
    spreadsheet: `This looks like a spreadsheet or a zip file, not a CSV file. ${saveAsUtf8}`,
    binary:
      "This does not look like text: it holds bytes that no CSV file has. Choose a CSV file, or paste the table.",
    utf16: `The text is stored as UTF-16, and this page reads UTF-8. ${saveAsUtf8}`,
    notUtf8: `The text is not stored as UTF-8; it may be Latin-1 or Windows-1252. ${saveAsUtf8}`,
    headerOnly: (line: number) =>
      `Only the column names on line ${number(line)} were found. Add at least one line of values below them.`,
    noHeader: (line: number) =>
      `Line ${number(line)} should name the columns, but it holds only numbers. Add a first line with a name for each column.`,
    blankName: (column: number) =>
      `Column ${number(column)} has no name. Name it in the first line, or delete the column.`,
    sameName: (name: string, first: number, second: number) =>
      `Columns ${number(first)} and ${number(second)} are both named ${quote(name)}. Give each column its own name.`,
    oneColumn: (name: string) =>
      `Only one column was found, ${quote(name)}. Two are needed: one to predict and one to predict from. Separate the columns with commas, semicolons or tabs.`,
    ragged: (line: number, came: number, wanted: number, delimiter: string) =>
      `Line ${number(line)} has ${plural(came, "value")}, but the first line names ${plural(wanted, "column")} (separated by ${delimiter}). Correct that line and try again.`,
    tooManyColumns: (limit: number) =>
      `The table has more than ${number(limit)} columns, the most this page reads. Keep the columns you need and try again.`,
    tooManyRows: (limit: number) =>
      `The table has more than ${number(limit)} rows, the most this page reads. Keep some of its lines and try again.`,
    longCell: (line: number, limit: number) =>
      `A value that starts on line ${number(line)} is longer than ${number(limit)} characters. A quotation mark may be missing its partner.`,
    openQuote: (line: number) =>
      `A quotation mark opens on line ${number(line)} and never closes. Close it, or delete it.`,
    afterQuote: (line: number) =>
      `On line ${number(line)} text follows a closing quotation mark. Write a quotation mark inside quotes twice: "".`,
  },

  text: {
    empty: "The text is empty. Write or paste at least one character.",
    spreadsheet:
      "This looks like an office document or a zip file, not plain text. Save it as plain text, or paste its text.",
    utf16:
      "The file is stored as UTF-16, and this page reads UTF-8. Save it again as UTF-8, or paste its text.",
    binary:
      "This does not look like text: it holds bytes that no text has. Choose a text file, or paste the text.",
    unreadable:
      "The browser could not read this file. It may be a folder, or it may have moved or changed. Choose it again.",
    notUtf8:
      "The file is not stored as UTF-8; it may be Latin-1 or Windows-1252. Save it again as UTF-8, or paste its text.",
    cut: (used: number, sizeText: string) =>
      `The text is long (${sizeText}); its first ${number(used)} characters are used.`,
    characters: (count: number) => plural(count, "character"),
    megabytes,
    loneSurrogates: (count: number) =>
      `${plural(count, "character is", "characters are")} half of a pair without the other half. UTF-8 has no bytes for that, so U+FFFD (�) stands in its place.`,
    unknownCharacter: (character: string) =>
      `The character ${quote(character)} (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}) is not in the vocabulary, so a tokenizer of characters has no token for it.`,
    noPairs:
      "No two words stand side by side in this text, so there is nothing to learn from. Use a longer text.",
    tooShortToHoldOut: (characters: number, came: number, wanted: number) =>
      `The text has ${plural(characters, "character")}. Nine tenths are to learn from and the last tenth is to test with, and each must have at least ${plural(wanted, "token")}; one of them has ${number(came)}. Give a longer text.`,
    tooShort: (tokens: number, wanted: number) =>
      `The text has ${plural(tokens, "token")}, but a model with this context needs at least ${number(wanted)}. Use a longer text or a shorter context.`,
  },

  textChooser: {
    title: "Your own text",
    paste: "Write or paste a text, in any script",
    readText: "Use this text",
    open: "Or open a text file; you can also drop it here",
    local: "The text stays on this computer. Nothing is sent anywhere.",
    reading: "Reading…",
    read: (characters: number, source: string) =>
      `${plural(characters, "character")} read from ${source}.`,
    typedText: "the box",
    unnamedFile: "the file",
    oneFile: "Drop one file at a time.",
    failed: "This text could not be read. Try another file, or paste the text.",
    kept: "The text you had is still in use.",
  },

  classification: {
    noColumn: (name: string, names: readonly string[]) =>
      `There is no column named ${quote(name)}. The columns are ${list(names)}.`,
    targetAsFeature: (name: string) =>
      `${quote(name)} is what the model predicts, so it cannot also learn from it. Leave it out of the features.`,
    noFeature: "Choose at least one column to learn from.",
    allConstant: (names: readonly string[]) =>
      `Nothing is left to learn from: ${list(names)} ${names.length === 1 ? "has" : "have"} the same value, or none, in every row. Choose other columns.`,
    mostlyNumbers: (name: string, line: number, text: string) =>
      `Column ${quote(name)} is mostly numbers, but line ${number(line)} says ${quote(text)}, which this page cannot read as a number. Correct it, or leave the column out.`,
    tooManyValues: (name: string, count: number, limit: number) =>
      `Column ${quote(name)} holds ${number(count)} different texts. A text column may have at most ${number(limit)}. Leave it out.`,
    tooLarge: (rows: number, columns: number, limit: number) =>
      `${number(rows)} rows of ${plural(columns, "feature")} are too many to train on here: at most ${number(limit)} numbers fit. Choose fewer columns, or keep fewer rows.`,
    fewRows: (rows: number, wanted: number, dropped: number, worst: string | undefined) =>
      `${rows === 0 ? "No row has" : `Only ${plural(rows, "row has", "rows have")}`} every chosen value; at least ${number(wanted)} are needed.${
        dropped > 0 && worst !== undefined
          ? ` ${plural(dropped, "row lacks", "rows lack")} a value, most often in ${quote(worst)}. Leave that column out, or fill it in.`
          : " Add more rows."
      }`,
    singleClass: (target: string, value: string) =>
      `Every row has the same value of ${quote(target)}: ${quote(value)}. There is nothing to tell apart. Choose another target.`,
    unique: (target: string) =>
      `Every row has its own value of ${quote(target)}, like a name or an id. Choose a target that rows share.`,
    quantity: (target: string, values: number) =>
      `${quote(target)} looks like a quantity (${number(values)} different numbers), not a class. This lesson predicts classes. Choose a target with a few values.`,
    tooManyClasses: (target: string, classes: number, limit: number) =>
      `${quote(target)} has ${number(classes)} classes; at most ${number(limit)} fit here. Choose another target.`,
    droppedRows: (dropped: number, total: number, columns: readonly string[]) =>
      `${number(dropped)} of ${plural(total, "row")} left out: a value is missing in ${list(columns)}.`,
    constantColumns: (names: readonly string[]) =>
      `${list(names)} left out: the same value, or none, in every row.`,
    leftOut: (names: readonly string[]) =>
      `${list(names)} left out: too many different texts to learn from.`,
    lonelyClasses: (names: readonly string[]) =>
      `${list(names)} ${names.length === 1 ? "has" : "have"} a single row, which is trained on and never tested.`,
  },

  split: {
    nothingHeldOut:
      "No class has two rows, so none can be held out for testing. Add rows, or choose another target.",
  },

  penguins: {
    species: "species",
    billLength: "bill length",
    billDepth: "bill depth",
    flipperLength: "flipper length",
    bodyMass: "body mass",
    millimetres: "mm",
    grams: "g",
  },

  chooser: {
    title: "Your own table",
    paste: "Paste a table: a line of column names, then a line for each row",
    placeholder: "height,width,kind\n1.5,2,cat\n…",
    readText: "Read the table",
    open: "Or open a CSV file; you can also drop it here",
    local: "The table stays on this computer. Nothing is sent anywhere.",
    reading: "Reading…",
    cancel: "Cancel",
    cancelled: "Reading was cancelled.",
    read: (rows: number, columns: number, source: string) =>
      `${plural(rows, "row")} and ${plural(columns, "column")} read from ${source}.`,
    pastedText: "the pasted text",
    unnamedFile: "the file",
    target: "Predict this column",
    features: "Learn from these columns",
    all: "All",
    none: "None",
    numeric: "numbers",
    categorical: "text",
    manyTexts: "text, too varied to learn from",
    preview: (shown: number, rows: number) =>
      `The first ${number(shown)} of ${plural(rows, "row")}`,
    moreColumns: (count: number) => `and ${plural(count, "more column", "more columns")}`,
    missing: "missing",
    noFeature: "Tick at least one column to learn from.",
    oneFile: "Drop one file at a time.",
    failed: "This table could not be read. Try another file, or paste the table.",
    kept: "The table you had is still in use.",
  },
};
