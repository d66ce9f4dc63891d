/** How many things a determiner stands for. */
export type GrammaticalNumber = "singular" | "plural";

export interface Determiner {
  english: string;
  chinese: string;
  number: GrammaticalNumber;
  /** Whether Chinese puts a measure word between it and the noun. */
  takesMeasure: boolean;
}

export interface Noun {
  singular: string;
  plural: string;
  chinese: string;
  /** Its measure word, 量词. */
  measure: string;
}

export interface Verb {
  /** As after “does not”. */
  base: string;
  /** As after “she”. */
  third: string;
  past: string;
  chinese: string;
}

export interface Pronoun {
  english: string;
  chinese: string;
  /** Whether a verb in the present takes its `third` form after it. */
  takesThird: boolean;
}

export type Tense = "present" | "past" | "future";

/** When: at the end of an English sentence, right after the subject of a Chinese one. */
export interface Time {
  english: readonly string[];
  chinese: readonly string[];
  tense: Tense;
}

/** Where: before the time in English, before the verb in Chinese. */
export interface Place {
  english: readonly string[];
  chinese: readonly string[];
}

export const pronouns: readonly Pronoun[] = [
  { english: "I", chinese: "我", takesThird: false },
  { english: "you", chinese: "你", takesThird: false },
  { english: "he", chinese: "他", takesThird: true },
  { english: "she", chinese: "她", takesThird: true },
  { english: "we", chinese: "我们", takesThird: false },
  { english: "they", chinese: "他们", takesThird: false },
];

export const determiners: readonly Determiner[] = [
  { english: "a", chinese: "一", number: "singular", takesMeasure: true },
  { english: "this", chinese: "这", number: "singular", takesMeasure: true },
  { english: "that", chinese: "那", number: "singular", takesMeasure: true },
  { english: "two", chinese: "两", number: "plural", takesMeasure: true },
  { english: "three", chinese: "三", number: "plural", takesMeasure: true },
  { english: "these", chinese: "这些", number: "plural", takesMeasure: false },
  { english: "those", chinese: "那些", number: "plural", takesMeasure: false },
];

const noun = (singular: string, plural: string, chinese: string, measure: string): Noun => ({
  ...{ singular, plural },
  ...{ chinese, measure },
});

export const people: readonly Noun[] = [
  noun("teacher", "teachers", "老师", "位"),
  noun("doctor", "doctors", "医生", "位"),
  noun("student", "students", "学生", "个"),
  noun("child", "children", "孩子", "个"),
];

export const things: readonly Noun[] = [
  noun("book", "books", "书", "本"),
  noun("dictionary", "dictionaries", "词典", "本"),
  noun("map", "maps", "地图", "张"),
  noun("table", "tables", "桌子", "张"),
  noun("chair", "chairs", "椅子", "把"),
  noun("umbrella", "umbrellas", "雨伞", "把"),
  noun("car", "cars", "汽车", "辆"),
  noun("bicycle", "bicycles", "自行车", "辆"),
  noun("fish", "fish", "鱼", "条"),
  noun("scarf", "scarves", "围巾", "条"),
  noun("cat", "cats", "猫", "只"),
  noun("bird", "birds", "鸟", "只"),
];

const verb = (base: string, third: string, past: string, chinese: string): Verb => ({
  ...{ base, third },
  ...{ past, chinese },
});

export const verbs: readonly Verb[] = [
  verb("buy", "buys", "bought", "买"),
  verb("sell", "sells", "sold", "卖"),
  verb("draw", "draws", "drew", "画"),
  verb("borrow", "borrows", "borrowed", "借"),
  verb("steal", "steals", "stole", "偷"),
  verb("choose", "chooses", "chose", "选"),
  verb("wash", "washes", "washed", "洗"),
  verb("hide", "hides", "hid", "藏"),
];

export const times: readonly Time[] = [
  { english: ["every", "day"], chinese: ["每天"], tense: "present" },
  { english: ["every", "week"], chinese: ["每", "周"], tense: "present" },
  { english: ["yesterday"], chinese: ["昨天"], tense: "past" },
  { english: ["last", "week"], chinese: ["上", "周"], tense: "past" },
  { english: ["tomorrow"], chinese: ["明天"], tense: "future" },
  { english: ["next", "week"], chinese: ["下", "周"], tense: "future" },
];

export const places: readonly Place[] = [
  { english: ["at", "school"], chinese: ["在", "学校"] },
  { english: ["at", "home"], chinese: ["在", "家", "里"] },
  { english: ["in", "the", "park"], chinese: ["在", "公园", "里"] },
  { english: ["in", "the", "shop"], chinese: ["在", "商店", "里"] },
];
