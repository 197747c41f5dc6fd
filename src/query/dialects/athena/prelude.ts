/** What a DuckDB session needs before translated SQL can run in it: settings once, and the macros that the SQL mentions. */
import { COLLECTION_MACROS } from "./prelude/collection-macros.ts";
import { TEXT_MACROS } from "./prelude/text-macros.ts";
import { TIME_MACROS } from "./prelude/time-macros.ts";

const MACROS: ReadonlyMap<string, { readonly head: string; readonly body: string }> = new Map(
  Object.entries({ ...TEXT_MACROS, ...TIME_MACROS, ...COLLECTION_MACROS }).map(([head, body]) => [
    head.slice(0, head.indexOf("(")),
    { head, body },
  ]),
);

/** SET statements that translated SQL relies on. Athena's sessions are in UTC. */
export const SESSION_SETTINGS: readonly string[] = [
  "SET TimeZone = 'UTC'",
  "SET ieee_floating_point_ops = true",
  "SET integer_division = false",
  "SET scalar_subquery_error_on_multiple_rows = true",
  "SET preserve_insertion_order = true",
];

/** CREATE MACRO statements for all that `sql` mentions, those that others mention first. */
export function preludeFor(sql: string): readonly string[] {
  const statements: string[] = [];
  const done = new Set<string>();
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/athena_[a-z0-9_]+/gu)) {
      const macro = MACROS.get(name);
      if (macro === undefined || done.has(name)) continue;
      done.add(name);
      visit(macro.body);
      statements.push(`CREATE OR REPLACE TEMP MACRO ${macro.head} AS ${macro.body}`);
    }
  };
  visit(sql);
  return statements;
}
