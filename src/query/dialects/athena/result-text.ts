/**
 * How values are written in Athena's results, as DuckDB expressions, so that the engine writes the result file itself.
 * This is not what CAST(x AS varchar) gives: a double is `1.0` here and `1.0E0` there.
 */
import { quoteName, quoteString, rowFieldName } from "./type-names.ts";
import type { AthenaType } from "./types/athena-type.ts";

/** Text of the DuckDB expression `sql`, whose value is of `type`; NULL stays NULL. Needs the macros of `preludeFor`. */
export function resultText(sql: string, type: AthenaType): string {
  return textAt(sql, type, 0);
}

/** A SELECT of texts around a SELECT whose columns have these types; columns are named `c0`, `c1` ... */
export function resultTextQuery(sql: string, types: readonly AthenaType[]): string {
  const items = types.map((type, index) => `${resultText(`"c${index}"`, type)} AS "c${index}"`);
  const names = types.map((_type, index) => `"c${index}"`).join(", ");
  return `SELECT ${items.join(", ")} FROM (${sql}) AS athena_result(${names})`;
}

function textAt(sql: string, type: AthenaType, depth: number): string {
  switch (type.kind) {
    case "varchar":
    case "char":
      return sql;
    case "boolean":
      return `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END`;
    case "double":
    case "real":
      return `athena_double_text(${sql})`;
    case "decimal":
      return type.precision === type.scale ? `athena_decimal_text(${sql})` : `CAST(${sql} AS VARCHAR)`;
    case "timestamp":
      return `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`;
    case "timestamp with time zone":
      return `(strftime(athena_local(${sql}), '%Y-%m-%d %H:%M:%S.%g') || ' ' || (${sql})."z")`;
    case "time":
      return `left(CAST(${sql} AS VARCHAR) || CASE WHEN length(CAST(${sql} AS VARCHAR)) = 8 THEN '.000' ELSE '000' END, 12)`;
    case "varbinary":
      return `rtrim(regexp_replace(lower(hex(${sql})), '(..)', '\\1 ', 'g'))`;
    case "interval day to second":
      return `athena_day_interval_text(${sql})`;
    case "interval year to month":
      return `athena_month_interval_text(${sql})`;
    case "array": {
      const item = `athena_v${depth}`;
      return `CASE WHEN ${sql} IS NOT NULL THEN '[' || coalesce(array_to_string(list_transform(${sql}, lambda ${item}: ${element(item, type.element, depth)}), ', '), '') || ']' END`;
    }
    case "map": {
      const entry = `athena_v${depth}`;
      const text = `${element(`${entry}.key`, type.key, depth)} || '=' || ${element(`${entry}.value`, type.value, depth)}`;
      return `CASE WHEN ${sql} IS NOT NULL THEN '{' || coalesce(array_to_string(list_transform(map_entries(${sql}), lambda ${entry}: ${text}), ', '), '') || '}' END`;
    }
    case "row":
      return rowText(sql, type, depth);
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

/** Inside arrays, maps and rows a null is the word. */
function element(sql: string, type: AthenaType, depth: number): string {
  return `coalesce(${textAt(sql, type, depth + 1)}, 'null')`;
}

function rowText(sql: string, type: AthenaType & { readonly kind: "row" }, depth: number): string {
  const fields = type.fields.map((field, index) => {
    const name = rowFieldName(field.name, index);
    return `${quoteString(`${name}=`)} || ${element(`(${sql}).${quoteName(name)}`, field.type, depth)}`;
  });
  return `CASE WHEN ${sql} IS NOT NULL THEN '{' || ${fields.join(" || ', ' || ")} || '}' END`;
}
