/**
 * `format('%s has %05d', ...)` after java.util.Formatter. The format is a literal and is taken apart here, so that each
 * conversion becomes an expression of its argument's type; conversions outside the common set are refused by name.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlError } from "../../shared/sql-error.ts";
import { castTo } from "../translate/casts.ts";
import type { Typed } from "../translate/typed.ts";
import { quoteString } from "../type-names.ts";
import { VARCHAR, isInteger, isNumeric } from "../types/athena-type.ts";
import type { EmitCall } from "./function-row.ts";

const CONVERSION =
  /%(?:(?<index>\d+)\$)?(?<flags>[-#+ 0,(]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?<letter>[a-zA-Z%])/gu;

interface Conversion {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly letter: string;
}

export function formatCall(call: EmitCall): string {
  const format = call.args[0]?.constant;
  if (typeof format !== "string") throw refuse(call, "a format that is not a literal");
  const pieces: string[] = [];
  let textStart = 0;
  let nextIndex = 1;
  for (const match of format.matchAll(CONVERSION)) {
    if (match.index > textStart) pieces.push(quoteString(format.slice(textStart, match.index)));
    textStart = match.index + match[0].length;
    const { index, flags = "", width, precision, letter = "" } = match.groups ?? {};
    if (letter === "%" || letter === "n") {
      pieces.push(letter === "%" ? "'%'" : "chr(10)");
      continue;
    }
    const argument = call.args[index === undefined ? nextIndex : Number(index)];
    if (index === undefined) nextIndex += 1;
    if (argument === undefined)
      throw sqlErrorAt(
        "INVALID_FUNCTION_ARGUMENT",
        call.position,
        `Invalid format string: ${format} (MissingFormatArgument: Format specifier '${match[0]}')`,
      );
    const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
    pieces.push(convert(call, argument, { flags, width: number(width), precision: number(precision), letter }));
  }
  if (textStart < format.length) pieces.push(quoteString(format.slice(textStart)));
  return pieces.length === 0 ? "''" : `(${pieces.join(" || ")})`;
}

function refuse(call: EmitCall, what: string): SqlError {
  return sqlErrorAt("NOT_SUPPORTED", call.position, `format() with ${what} is not supported by Lakebed`);
}

function convert(call: EmitCall, argument: Typed, conversion: Conversion): string {
  const { flags, width } = conversion;
  const text = convertUnpadded(call, argument, conversion);
  if (width === undefined) return text;
  if (flags.includes("-")) return `athena_pad_right(${text}, ${width})`;
  return flags.includes("0") ? `athena_pad_zero(${text}, ${width})` : `athena_pad_left(${text}, ${width})`;
}

function convertUnpadded(call: EmitCall, argument: Typed, { flags, precision, letter }: Conversion): string {
  if (/[#(]/u.test(flags)) throw refuse(call, `the flags '${flags}'`);
  const sign = flags.includes("+") ? `CASE WHEN ${argument.sql} >= 0 THEN '+' ELSE '' END || ` : "";
  switch (letter) {
    case "s":
    case "S": {
      const shown = showText(call, argument);
      const cut = precision === undefined ? shown : `left(${shown}, ${precision})`;
      return letter === "S" ? `upper(${cut})` : cut;
    }
    case "d":
      if (!isInteger(argument.type)) throw mismatch(call, letter, argument);
      return `(${sign}${flags.includes(",") ? `format('{:,}', ${argument.sql})` : `coalesce(CAST(${argument.sql} AS VARCHAR), 'null')`})`;
    case "f": {
      if (!isNumeric(argument.type) || isInteger(argument.type)) throw mismatch(call, letter, argument);
      return `(${sign}athena_fixed(CAST(${argument.sql} AS DECIMAL(38,10)), ${precision ?? 6}, ${flags.includes(",")}))`;
    }
    case "x":
    case "X": {
      if (!isInteger(argument.type)) throw mismatch(call, letter, argument);
      const hexadecimal = `lower(to_hex(CAST(${argument.sql} AS BIGINT)))`;
      return letter === "X" ? `upper(${hexadecimal})` : hexadecimal;
    }
    case "b":
      return argument.type.kind === "boolean"
        ? `CASE WHEN ${argument.sql} THEN 'true' ELSE 'false' END`
        : `CASE WHEN ${argument.sql} IS NULL THEN 'false' ELSE 'true' END`;
    default:
      throw refuse(call, `the conversion '%${letter}'`);
  }
}

function mismatch(call: EmitCall, letter: string, argument: Typed): SqlError {
  return sqlErrorAt(
    "INVALID_FUNCTION_ARGUMENT",
    call.position,
    `Invalid format string: (IllegalFormatConversion: ${letter} != ${argument.type.kind})`,
  );
}

/** `%s` shows null as `null` and doubles in Java's own form. */
function showText(call: EmitCall, argument: Typed): string {
  if (argument.type.kind === "double") return `coalesce(athena_double_text(${argument.sql}), 'null')`;
  if (
    argument.type.kind === "varbinary" ||
    argument.type.kind === "array" ||
    argument.type.kind === "map" ||
    argument.type.kind === "row"
  )
    throw refuse(call, `an argument of type ${argument.type.kind}`);
  return `coalesce(${castTo(argument, VARCHAR, { ...call.position, safe: false }).sql}, 'null')`;
}
