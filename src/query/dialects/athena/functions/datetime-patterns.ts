/**
 * Date patterns, translated when the query is: MySQL's (date_format, date_parse) and Joda's (format_datetime,
 * parse_datetime) into the pieces DuckDB's strftime and strptime know. A pattern must be a literal; a specifier without a
 * counterpart is refused, as Trino refuses those it does not support.
 */
import { SqlError } from "../../shared/sql-error.ts";

const MYSQL: Readonly<Record<string, string>> = {
  a: "%a",
  b: "%b",
  c: "%-m",
  d: "%d",
  e: "%-d",
  f: "%f",
  H: "%H",
  h: "%I",
  I: "%I",
  i: "%M",
  j: "%j",
  k: "%-H",
  l: "%-I",
  M: "%B",
  m: "%m",
  p: "%p",
  r: "%I:%M:%S %p",
  S: "%S",
  s: "%S",
  T: "%H:%M:%S",
  v: "%V",
  W: "%A",
  Y: "%Y",
  y: "%y",
  x: "%G",
  "%": "%%",
};

/** Specifiers that Trino itself refuses: https://trino.io/docs/current/functions/datetime.html#mysql-date-functions */
const MYSQL_UNSUPPORTED = new Set("DUuVwX");

export function strftimeOfMysql(pattern: string): string {
  return pattern.replaceAll(/%(.?)/gsu, (_match, letter: string) => {
    if (MYSQL_UNSUPPORTED.has(letter))
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `INVALID_FUNCTION_ARGUMENT: %${letter} not supported in date format string`,
      );
    return MYSQL[letter] ?? (letter === "" ? "%%" : letter);
  });
}

/** Parsing accepts one digit where formatting writes two. */
export function strptimeOfMysql(pattern: string): string {
  return strftimeOfMysql(pattern).replaceAll("%-", "%");
}

/** A piece of a Joda pattern: literal text, a strftime format, or a fraction or zone that strftime cannot write. */
export type JodaPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "format"; readonly format: string }
  | { readonly kind: "fraction"; readonly digits: number }
  | { readonly kind: "zone"; readonly form: "Z" | "ZZ" | "ZZZ" | "z" };

export function jodaPieces(pattern: string): readonly JodaPiece[] {
  const pieces: JodaPiece[] = [];
  for (const match of pattern.matchAll(
    /'(?<quoted>(?:[^']|'')*)'|(?<letters>(?<letter>[A-Za-z])\k<letter>*)|(?<other>[^A-Za-z']+)|(?<stray>')/gu,
  )) {
    const { quoted, letters, other, stray } = match.groups ?? {};
    if (stray !== undefined) throw refused(pattern);
    if (quoted !== undefined) pieces.push({ kind: "text", text: quoted === "" ? "'" : quoted.replaceAll("''", "'") });
    else if (other !== undefined) pieces.push({ kind: "text", text: other });
    else if (letters !== undefined) pieces.push(jodaPiece(letters, pattern));
  }
  return pieces;
}

function refused(pattern: string): SqlError {
  return new SqlError("INVALID_FUNCTION_ARGUMENT", `INVALID_FUNCTION_ARGUMENT: Invalid format: "${pattern}"`);
}

function jodaPiece(letters: string, pattern: string): JodaPiece {
  const count = letters.length;
  const long = count > 1;
  const numeric = (padded: string, plain: string): JodaPiece => {
    if (count > 2)
      throw new SqlError("NOT_SUPPORTED", `NOT_SUPPORTED: Joda pattern '${letters}' is not supported by Lakebed`);
    return { kind: "format", format: long ? padded : plain };
  };
  switch (letters.charAt(0)) {
    case "y":
    case "Y":
      return { kind: "format", format: count === 2 ? "%y" : "%Y" };
    case "x":
      return { kind: "format", format: "%G" };
    case "w":
      return { kind: "format", format: "%V" };
    case "e":
      return { kind: "format", format: "%u" };
    case "E":
      return { kind: "format", format: count >= 4 ? "%A" : "%a" };
    case "D":
      return { kind: "format", format: count >= 3 ? "%j" : "%-j" };
    case "M":
      return count >= 3 ? { kind: "format", format: count >= 4 ? "%B" : "%b" } : numeric("%m", "%-m");
    case "d":
      return numeric("%d", "%-d");
    case "a":
      return { kind: "format", format: "%p" };
    case "h":
      return numeric("%I", "%-I");
    case "H":
      return numeric("%H", "%-H");
    case "m":
      return numeric("%M", "%-M");
    case "s":
      return numeric("%S", "%-S");
    case "S":
      return { kind: "fraction", digits: count };
    case "Z":
      return { kind: "zone", form: count === 1 ? "Z" : count === 2 ? "ZZ" : "ZZZ" };
    case "z":
      return { kind: "zone", form: "z" };
    default:
      throw "GCKk".includes(letters.charAt(0))
        ? new SqlError("NOT_SUPPORTED", `NOT_SUPPORTED: Joda pattern '${letters}' is not supported by Lakebed`)
        : refused(pattern);
  }
}
