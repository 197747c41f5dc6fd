/**
 * JSON paths: the subset of JSONPath that json_extract takes (`$.a["b c"][0]`) and the member and index steps of SQL/JSON
 * paths (`lax $.a[0]`), as DuckDB paths. Wildcards, filters and methods are refused.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";

export type JsonStep = string | number;

const STEP =
  /\s*(?:\.(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<member>[A-Za-z0-9_$@:-]+))|\[\s*(?:(?<index>\d+)|"(?<key>(?:[^"\\]|\\.)*)"|'(?<single>[^']*)'|(?<bare>[A-Za-z_]\w*))\s*\])/uy;

export function parseJsonPath(path: string, position: SqlPosition): readonly JsonStep[] {
  const steps: JsonStep[] = [];
  const start = path.startsWith("$") ? 1 : -1;
  if (start === -1) throw sqlErrorAt("INVALID_FUNCTION_ARGUMENT", position, `Invalid JSON path: '${path}'`);
  STEP.lastIndex = start;
  let end = start;
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    const { quoted, member, index, key, single, bare } = match.groups ?? {};
    const name = quoted ?? member ?? key ?? single ?? bare;
    steps.push(index === undefined ? (name ?? "").replaceAll(/\\(.)/gu, "$1") : Number(index));
    end = STEP.lastIndex;
  }
  if (path.slice(end).trim() === "") return steps;
  const what = /[*?@]|\.\./u.test(path.slice(end)) ? "NOT_SUPPORTED" : "INVALID_FUNCTION_ARGUMENT";
  throw sqlErrorAt(
    what,
    position,
    what === "NOT_SUPPORTED"
      ? `JSON path '${path}': wildcards, filters and methods are not supported by Lakebed`
      : `Invalid JSON path: '${path}'`,
  );
}

/** SQL/JSON: `lax` or `strict`, then the path. Lax is the default. */
export function parseSqlJsonPath(
  path: string,
  position: SqlPosition,
): { readonly strict: boolean; readonly steps: readonly JsonStep[] } {
  const [, mode = "lax", rest = ""] = /^\s*(?:(lax|strict)\s+)?(.*)$/su.exec(path) ?? [];
  return { strict: mode === "strict", steps: parseJsonPath(rest.trim(), position) };
}

/** `$."a"[0]`: keys quoted, so that none is read as syntax. */
export function duckdbJsonPath(steps: readonly JsonStep[]): string {
  return `$${steps.map((step) => (typeof step === "number" ? `[${step}]` : `."${step}"`)).join("")}`;
}
