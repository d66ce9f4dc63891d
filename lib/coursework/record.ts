/** Shared by every record; `key` is `${kind}:${page}#${id}`. */
interface Identity {
  key: string;
  /** The lesson's path without leading slash or suffix: `theory/backpropagation`. */
  page: string;
  id: string;
  /** When the reader last did something, in milliseconds since 1970. */
  at: number;
}

export interface QuizRecord extends Identity {
  kind: "quiz";
  /** Of the question that was answered; another version counts as unanswered. */
  version: string;
  /** The last option chosen, counted from 0. */
  choice: number;
  tries: number;
  right: boolean;
}

export interface PredictionRecord extends Identity {
  kind: "prediction";
  version: string;
  /** The option chosen, counted from 0; `null` if the reader skipped. */
  choice: number | null;
}

export interface ExerciseRecord extends Identity {
  kind: "exercise";
  /** Failed tries. */
  tries: number;
  passedAt: number | null;
  /** Which hints were opened, counted from 0, ascending. */
  hints: number[];
  solutionOpened: boolean;
}

/** One question of a recall fence; `id` is `${fence}.${version of the question}`. */
export interface RecallRecord extends Identity {
  kind: "recall";
  choice: number;
  /** How often in a row it was right: an index into the schedule. */
  step: number;
  /** When it should be asked again, in milliseconds since 1970. */
  due: number;
  right: number;
  wrong: number;
}

export type ProgressRecord = QuizRecord | PredictionRecord | ExerciseRecord | RecallRecord;
export type Kind = ProgressRecord["kind"];
export type RecordOf<K extends Kind> = Extract<ProgressRecord, { kind: K }>;

/** What a caller says of a record; the store adds the rest. */
export type Content<K extends Kind> = Omit<RecordOf<K>, keyof Identity | "kind">;

export const recordKey = (kind: Kind, page: string, id: string) => `${kind}:${page}#${id}`;

/** The page's name in records: `/theory/backpropagation.html` is `theory/backpropagation`. */
export const pageOf = (path: string) =>
  path.replace(/^\.?\/+/, "").replace(/\.(html|md)$/, "") || "index";
