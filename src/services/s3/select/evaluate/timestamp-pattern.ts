/**
 * TO_STRING's patterns. Letters that have no meaning are refused; text stands in single quotes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference-date.html (read 2026-11-29)
 */
import { selectError } from "../select-error.ts";
import { signedOffset, type Timestamp } from "../values/timestamp.ts";

type Writer = (timestamp: Timestamp, local: Date) => string;

const MONTHS = "January February March April May June July August September October November December".split(" ");

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");
const hour12 = (local: Date): number => local.getUTCHours() % 12 || 12;
const month = (local: Date): string => MONTHS[local.getUTCMonth()] ?? "";

const FIELDS: Readonly<Record<string, Writer>> = {
  y: (_, local) => String(local.getUTCFullYear()),
  yy: (_, local) => pad(local.getUTCFullYear() % 100, 2),
  yyyy: (_, local) => pad(local.getUTCFullYear(), 4),
  M: (_, local) => String(local.getUTCMonth() + 1),
  MM: (_, local) => pad(local.getUTCMonth() + 1, 2),
  MMM: (_, local) => month(local).slice(0, 3),
  MMMM: (_, local) => month(local),
  MMMMM: (_, local) => month(local).slice(0, 1),
  d: (_, local) => String(local.getUTCDate()),
  dd: (_, local) => pad(local.getUTCDate(), 2),
  a: (_, local) => (local.getUTCHours() < 12 ? "AM" : "PM"),
  h: (_, local) => String(hour12(local)),
  hh: (_, local) => pad(hour12(local), 2),
  H: (_, local) => String(local.getUTCHours()),
  HH: (_, local) => pad(local.getUTCHours(), 2),
  m: (_, local) => String(local.getUTCMinutes()),
  mm: (_, local) => pad(local.getUTCMinutes(), 2),
  s: (_, local) => String(local.getUTCSeconds()),
  ss: (_, local) => pad(local.getUTCSeconds(), 2),
  n: ({ fraction }) => String(Number(fraction.slice(0, 9).padEnd(9, "0"))),
};
const FRACTION_DIGITS_MAX = 30;

/** AWS: of X or x one letter is hours, two or four are hours and minutes, three or five have a colon between; X writes `Z` for UTC. */
function offsetField(letters: string): Writer | undefined {
  const { length } = letters;
  if (!/^(?:X|x){1,5}$/.test(letters)) return undefined;
  const isZulu = letters.startsWith("X");
  const write = length === 1 ? hoursOnly : (minutes: number) => signedOffset(minutes, length % 2 === 0 ? "" : ":");
  return ({ offsetMinutes = 0 }) => (isZulu && offsetMinutes === 0 ? "Z" : write(offsetMinutes));
}

/** `+07`; with minutes where there are some, as java.time writes it. */
function hoursOnly(offsetMinutes: number): string {
  const text = signedOffset(offsetMinutes, "");
  return text.endsWith("00") ? text.slice(0, 3) : text;
}

const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/y;

/** @throws {EvaluatorInvalidTimestampFormatPatternSymbol} 400  @throws {EvaluatorUnterminatedTimestampFormatPatternToken} 400 */
export function compilePattern(pattern: string): (timestamp: Timestamp) => string {
  const writers: Writer[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const match = TOKEN.exec(pattern);
    if (match === null) throw selectError("EvaluatorUnterminatedTimestampFormatPatternToken");
    const [text, quoted, letter] = match;
    if (letter !== undefined) writers.push(fieldOf(text));
    else {
      const written = quoted === undefined ? text : quoted === "" ? "'" : quoted.replaceAll("''", "'");
      writers.push(() => written);
    }
  }
  return (timestamp) => {
    const local = new Date(timestamp.localMs);
    return writers.map((write) => write(timestamp, local)).join("");
  };
}

function fieldOf(letters: string): Writer {
  if (letters.startsWith("S") && letters.length <= FRACTION_DIGITS_MAX)
    return ({ fraction }) => fraction.slice(0, letters.length).padEnd(letters.length, "0");
  const writer = FIELDS[letters] ?? offsetField(letters);
  if (writer === undefined) throw selectError("EvaluatorInvalidTimestampFormatPatternSymbol");
  return writer;
}
