/**
 * Which WHERE clause governs each mention of a table, and which column expressions in it belong to that mention. Only cases
 * whose scope is certain count; anything else is left unpruned.
 */
import type { TableReference } from "../dialects/athena/statement.ts";
import type { Expression, Query, Relation, Select } from "../dialects/athena/syntax.ts";

export interface TableCondition {
  readonly where: Expression;
  /** The lower-case column name when `expression` certainly names a column of this mention. */
  readonly columnName: (expression: Expression) => string | undefined;
}

/** One source of a FROM clause; opaque when it is not a plain mention of a catalog table. */
interface Leaf {
  readonly table: TableReference | undefined;
  readonly alias: string | undefined;
  /** Its rows may be replaced by NULLs in an outer join, so a condition above the join cannot remove files below it. */
  readonly nullable: boolean;
}

interface FromClause {
  readonly leaves: Leaf[];
  /** Columns that USING merges: an unqualified mention belongs to no one side. */
  readonly merged: Set<string>;
  natural: boolean;
}

function collectLeaves(relation: Relation, nullable: boolean, into: FromClause): void {
  switch (relation.kind) {
    case "table":
      into.leaves.push({ table: relation.table, alias: relation.table.name.toLowerCase(), nullable });
      return;
    case "aliased": {
      const plain =
        relation.relation.kind === "table" && relation.columns.length === 0 ? relation.relation.table : undefined;
      into.leaves.push({ table: plain, alias: relation.alias.text.toLowerCase(), nullable });
      return;
    }
    case "join":
      for (const name of relation.using ?? []) into.merged.add(name.text.toLowerCase());
      if (relation.natural) into.natural = true;
      collectLeaves(relation.left, nullable || relation.type === "right" || relation.type === "full", into);
      collectLeaves(relation.right, nullable || relation.type === "left" || relation.type === "full", into);
      return;
    default:
      into.leaves.push({ table: undefined, alias: undefined, nullable });
  }
}

/** Every SELECT below a query, in expressions too. The tree is plain data, so one walk finds them all. */
function selectsOf(node: unknown, found: Select[] = []): Select[] {
  if (Array.isArray(node)) for (const item of node) selectsOf(item, found);
  else if (typeof node === "object" && node !== null) {
    if ((node as { kind?: unknown }).kind === "select") found.push(node as Select);
    for (const value of Object.values(node)) selectsOf(value, found);
  }
  return found;
}

function columnNameFor(
  leaf: Leaf,
  clause: FromClause,
  columnsOf: (table: TableReference) => readonly string[] | undefined,
): TableCondition["columnName"] {
  const ownedByOther = (name: string): boolean =>
    clause.leaves.some(
      (other) => other !== leaf && (other.table === undefined || columnsOf(other.table)?.includes(name) !== false),
    );
  return (expression) => {
    if (expression.kind === "dereference" && expression.base.kind === "column") {
      return expression.base.name.text.toLowerCase() === leaf.alias ? expression.field.text.toLowerCase() : undefined;
    }
    if (expression.kind !== "column") return undefined;
    const name = expression.name.text.toLowerCase();
    return clause.natural || clause.merged.has(name) || ownedByOther(name) ? undefined : name;
  };
}

/**
 * Conditions by mention (object identity).
 *
 * @param columnsOf lower-case column names of a mentioned catalog table; undefined for names that are none (WITH queries)
 */
export function tableConditions(
  query: Query,
  columnsOf: (table: TableReference) => readonly string[] | undefined,
): Map<TableReference, TableCondition> {
  const conditions = new Map<TableReference, TableCondition>();
  for (const select of selectsOf(query)) {
    if (select.where === undefined || select.from === undefined) continue;
    const clause: FromClause = { leaves: [], merged: new Set(), natural: false };
    collectLeaves(select.from, false, clause);
    for (const leaf of clause.leaves) {
      const isUnique = clause.leaves.filter((other) => other.alias === leaf.alias).length === 1;
      if (leaf.table === undefined || leaf.nullable || !isUnique || columnsOf(leaf.table) === undefined) continue;
      conditions.set(leaf.table, { where: select.where, columnName: columnNameFor(leaf, clause, columnsOf) });
    }
  }
  return conditions;
}
