/**
 * The file scans of a query's optimized plan, read from DuckDB's `EXPLAIN (FORMAT JSON)`. The plan is the only place that knows
 * which columns survive projection pushdown; its form belongs to the pinned engine version and is covered by the contract test.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { PlannedScan } from "../../query-engine.ts";

interface PlanNode {
  readonly children?: readonly PlanNode[];
  readonly extra_info?: Readonly<Record<string, string | readonly string[]>>;
}

/** DuckDB writes one entry as a string and several as an array. */
function entries(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === "") return [];
  return typeof value === "string" ? [value] : value;
}

function collect(node: PlanNode, scans: PlannedScan[]): void {
  const info = node.extra_info ?? {};
  const name = info["Function"];
  if (typeof name === "string")
    scans.push({ function: name, projections: entries(info["Projections"]), filters: entries(info["Filters"]) });
  for (const child of node.children ?? []) collect(child, scans);
}

/** `query` has been proven to be one SELECT. */
export async function plannedScans(session: DuckDBConnection, query: string): Promise<PlannedScan[]> {
  const result = await session.runAndReadAll(`EXPLAIN (FORMAT JSON) ${query}`);
  const plan = JSON.parse(String(result.getRows()[0]?.[1] ?? "[]")) as PlanNode[];
  const scans: PlannedScan[] = [];
  for (const node of plan) collect(node, scans);
  return scans;
}
