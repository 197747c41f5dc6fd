/**
 * CAST, TRY_CAST and implicit conversion. DuckDB's casts accept and round differently (`'1.5'` to 2, `2.5` to 2, `'yes'` to
 * true), so every pair of types is spelled out after Trino's rules; a pair that is not here is refused as Trino refuses it.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import { duckdbTypeOf, quoteName, rowFieldName } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { BOOLEAN, VARCHAR, displayType, isInteger, isNumeric, sameType } from "../types/athena-type.ts";
import { RAISED_MARK, raise } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { typed } from "./typed.ts";

/** Converts without being asked to: exact by construction, since only coercible pairs come here. */
export function coerce(value: Typed, to: AthenaType): Typed {
  if (sameType(value.type, to)) return value;
  const from = value.type;
  if (from.kind === "unknown") return typed(`CAST(NULL AS ${duckdbTypeOf(to)})`, to);
  const keepsText = (from.kind === "varchar" || from.kind === "char") && to.kind === "varchar";
  const keepsTimestamp =
    from.kind === to.kind && (from.kind === "timestamp" || from.kind === "timestamp with time zone");
  if (keepsText || keepsTimestamp) return { ...value, type: to };
  if (to.kind === "timestamp with time zone" && (from.kind === "date" || from.kind === "timestamp")) {
    const instant = `CAST(${value.sql} AS TIMESTAMP)`;
    return { ...typed(`athena_zoned(${instant}, 'UTC')`, to), instant };
  }
  return typed(castSql(value.sql, from, to, "implicit") ?? `CAST(${value.sql} AS ${duckdbTypeOf(to)})`, to);
}

/** @throws {SqlError} TYPE_MISMATCH `Cannot cast A to B` */
export function castTo(value: Typed, to: AthenaType, options: SqlPosition & { readonly safe: boolean }): Typed {
  if (value.type.kind === "unknown") return typed(`CAST(NULL AS ${duckdbTypeOf(to)})`, to);
  const sql = castSql(value.sql, value.type, to, options.safe ? "safe" : "strict");
  if (sql === undefined)
    throw sqlErrorAt("TYPE_MISMATCH", options, `Cannot cast ${displayType(value.type)} to ${displayType(to)}`);
  return typed(options.safe ? `TRY(${sql})` : sql, to);
}

type CastMode = "strict" | "safe" | "implicit";

function castSql(sql: string, from: AthenaType, to: AthenaType, mode: CastMode): string | undefined {
  if (sameType(from, to)) return sql;
  if (to.kind === "varchar" || to.kind === "char") return castToText(sql, from, to);
  if (to.kind === "json") return castToJson(sql, from);
  if (from.kind === "json") return castFromJson(sql, to);
  if (isNumeric(to)) return castToNumber(sql, from, to);
  switch (to.kind) {
    case "boolean":
      return castToBoolean(sql, from);
    case "date":
      return castToDate(sql, from);
    case "timestamp":
      return castToTimestamp(sql, from, to.precision);
    case "timestamp with time zone":
      return castToZoned(sql, from);
    case "time":
      return from.kind === "timestamp" || from.kind === "varchar" ? `CAST(${sql} AS TIME)` : undefined;
    case "varbinary":
      return from.kind === "varchar" ? `encode(${sql})` : undefined;
    case "uuid":
      return from.kind === "varchar" ? `CAST(${sql} AS UUID)` : undefined;
    case "array":
    case "map":
    case "row":
      return castToContainer(sql, from, to, mode);
    default:
      return undefined;
  }
}

/** Fails with `INVALID_CAST_ARGUMENT: Cannot cast 'x' to T` for the text `sql`. */
function refuseText(sql: string, type: AthenaType): string {
  const shown = displayType(type).toUpperCase().replace("INTEGER", "INT");
  return raise(
    `'${RAISED_MARK}INVALID_CAST_ARGUMENT: Cannot cast ''' || ${sql} || ''' to ${shown}\u00a7'`,
    duckdbTypeOf(type),
  );
}

function guarded(sql: string, pattern: string, type: AthenaType): string {
  return `CASE WHEN ${sql} IS NULL OR regexp_full_match(${sql}, '${pattern}') THEN CAST(${sql} AS ${duckdbTypeOf(type)}) ELSE ${refuseText(sql, type)} END`;
}

const INTEGER_TEXT = "[+-]?[0-9]+";
const DOUBLE_TEXT = "\\s*[+-]?(NaN|Infinity|([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?)\\s*";
const DATE_TEXT = "\\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*";
const TIMESTAMP_TEXT = "[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]+)?)?)?";

function castToNumber(sql: string, from: AthenaType, to: AthenaType): string | undefined {
  const type = duckdbTypeOf(to);
  if (from.kind === "boolean") return `CAST(CAST(${sql} AS INTEGER) AS ${type})`;
  if (from.kind === "varchar" || from.kind === "char") {
    const text = from.kind === "char" ? `rtrim(${sql}, ' ')` : sql;
    return guarded(text, isInteger(to) ? INTEGER_TEXT : DOUBLE_TEXT, to);
  }
  if (!isNumeric(from)) return undefined;
  const isFraction = from.kind === "double" || from.kind === "real";
  // Trino rounds half away from zero, DuckDB's cast half to even.
  if (isFraction && isInteger(to)) return `CAST(round(${sql}) AS ${type})`;
  return `CAST(${sql} AS ${type})`;
}

function castToBoolean(sql: string, from: AthenaType): string | undefined {
  if (isNumeric(from)) return `(${sql} <> 0)`;
  if (from.kind !== "varchar") return undefined;
  return `CASE WHEN ${sql} IS NULL THEN NULL WHEN lower(${sql}) IN ('t', 'true', '1') THEN true WHEN lower(${sql}) IN ('f', 'false', '0') THEN false ELSE ${refuseText(sql, BOOLEAN)} END`;
}

function castToDate(sql: string, from: AthenaType): string | undefined {
  if (from.kind === "varchar") return guarded(sql, DATE_TEXT, { kind: "date" });
  if (from.kind === "timestamp") return `CAST(${sql} AS DATE)`;
  return from.kind === "timestamp with time zone" ? `CAST(athena_local(${sql}) AS DATE)` : undefined;
}

function castToTimestamp(sql: string, from: AthenaType, precision: number): string | undefined {
  switch (from.kind) {
    case "varchar":
      return roundTimestamp(guarded(sql, TIMESTAMP_TEXT, { kind: "timestamp", precision: 3 }), precision);
    case "date":
      return `CAST(${sql} AS TIMESTAMP)`;
    case "timestamp":
      return from.precision <= precision ? sql : roundTimestamp(sql, precision);
    case "timestamp with time zone":
      return `athena_local(${sql})`;
    default:
      return undefined;
  }
}

function roundTimestamp(sql: string, precision: number): string {
  return precision >= 6 ? sql : `athena_round_timestamp(${sql}, ${10 ** (6 - precision)})`;
}

function castToZoned(sql: string, from: AthenaType): string | undefined {
  switch (from.kind) {
    case "varchar":
      return `athena_parse_zoned(${sql})`;
    case "date":
    case "timestamp":
      return `athena_zoned(CAST(${sql} AS TIMESTAMP), 'UTC')`;
    case "timestamp with time zone":
      return sql;
    default:
      return undefined;
  }
}

function castToText(sql: string, from: AthenaType, to: AthenaType): string | undefined {
  const text = textOf(sql, from);
  if (text === undefined) return undefined;
  if (to.kind === "char") return `rpad(left(${text}, ${to.length}), ${to.length}, ' ')`;
  return to.kind === "varchar" && to.length !== undefined ? `left(${text}, ${to.length})` : text;
}

/** What CAST(x AS VARCHAR) gives; the text of results is another form, see `result-text.ts`. */
function textOf(sql: string, from: AthenaType): string | undefined {
  switch (from.kind) {
    case "varchar":
    case "char":
      return sql;
    case "double":
      return `athena_double_varchar(${sql})`;
    case "real":
      return `athena_real_varchar(${sql})`;
    case "decimal":
      return from.precision === from.scale ? `athena_decimal_text(${sql})` : `CAST(${sql} AS VARCHAR)`;
    case "timestamp":
      return timestampText(sql, from.precision);
    case "timestamp with time zone":
      return `(${timestampText(`athena_local(${sql})`, from.precision)} || ' ' || ${sql}."z")`;
    case "json":
      return `athena_json_varchar(${sql})`;
    case "interval day to second":
      return `athena_day_interval_text(${sql})`;
    case "interval year to month":
      return `athena_month_interval_text(${sql})`;
    case "varbinary":
    case "array":
    case "map":
    case "row":
    case "unknown":
      return undefined;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

function timestampText(sql: string, precision: number): string {
  if (precision === 0) return `strftime(${sql}, '%Y-%m-%d %H:%M:%S')`;
  return `left(strftime(${sql}, '%Y-%m-%d %H:%M:%S.%f'), ${20 + precision})`;
}

function castToJson(sql: string, from: AthenaType): string | undefined {
  switch (from.kind) {
    case "varbinary":
    case "interval day to second":
    case "interval year to month":
      return undefined;
    case "timestamp":
    case "timestamp with time zone":
      return `to_json(${textOf(sql, from)})`;
    default:
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE to_json(${sql}) END`;
  }
}

function castFromJson(sql: string, to: AthenaType): string | undefined {
  const type = duckdbTypeOf(to);
  if (to.kind === "array" || to.kind === "map" || to.kind === "row") return `CAST(${sql} AS ${type})`;
  if (to.kind !== "boolean" && !isNumeric(to)) return undefined;
  const text = `nullif(athena_json_varchar(${sql}), NULL)`;
  if (to.kind === "boolean")
    return `CASE json_type(${sql}) WHEN 'NULL' THEN NULL ELSE ${castToBoolean(`athena_json_varchar(${sql})`, VARCHAR)} END`;
  return isInteger(to) ? `CAST(round(CAST(${text} AS DECIMAL(38,10))) AS ${type})` : `CAST(${text} AS ${type})`;
}

function castToContainer(sql: string, from: AthenaType, to: AthenaType, mode: CastMode): string | undefined {
  if (from.kind === "array" && to.kind === "array") {
    const element = castElement("athena_e", from.element, to.element, mode);
    return element === undefined ? undefined : `list_transform(${sql}, lambda athena_e: ${element})`;
  }
  if (from.kind === "map" && to.kind === "map") {
    const key = castElement("athena_e", from.key, to.key, mode);
    const value = castElement("athena_e", from.value, to.value, mode);
    if (key === undefined || value === undefined) return undefined;
    return `map_from_entries(list_transform(map_entries(${sql}), lambda athena_m: {'k': list_transform([athena_m.key], lambda athena_e: ${key})[1], 'v': list_transform([athena_m.value], lambda athena_e: ${value})[1]}))`;
  }
  if (from.kind !== "row" || to.kind !== "row" || from.fields.length !== to.fields.length) return undefined;
  const fields = from.fields.map((field, index) => {
    const target = to.fields[index];
    const access = `struct_extract(${sql}, '${rowFieldName(field.name, index).replaceAll("'", "''")}')`;
    const cast = target === undefined ? undefined : castElement(access, field.type, target.type, mode);
    return cast === undefined ? undefined : `${quoteName(rowFieldName(target?.name, index))} := ${cast}`;
  });
  if (fields.includes(undefined)) return undefined;
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
}

function castElement(sql: string, from: AthenaType, to: AthenaType, mode: CastMode): string | undefined {
  if (from.kind === "unknown") return `CAST(NULL AS ${duckdbTypeOf(to)})`;
  return castSql(sql, from, to, mode);
}
