/** Translates FROM: each relation under an alias of ours, with the fields that later clauses can name. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { Name, Relation } from "../syntax.ts";
import { quoteName, rowFieldName, typeOfHive } from "../type-names.ts";
import { BIGINT, VARCHAR } from "../types/athena-type.ts";
import type { AthenaType } from "../types/athena-type.ts";
import type { Environment, OutputColumn } from "./context.ts";
import { expressionEnvironment } from "./context.ts";
import { condition, translateExpression } from "./expression-translator.ts";
import { meet } from "./operators.ts";
import type { Field, Scope } from "./scope.ts";
import { typed } from "./typed.ts";
import { comparable } from "./window-translator.ts";

export interface TranslatedSource {
  readonly sql: string;
  readonly fields: readonly Field[];
}

export function translateRelation(
  relation: Relation,
  environment: Environment,
  outer: Scope | undefined,
): TranslatedSource {
  switch (relation.kind) {
    case "table":
      return translateTable(relation, environment);
    case "derived": {
      const { sql, columns } = environment.context.translateQuery(relation.query, environment, outer);
      const alias = environment.context.nextId("q");
      return { sql: `${relation.lateral ? "LATERAL " : ""}(${sql}) AS ${alias}`, fields: positional(columns, alias) };
    }
    case "unnest":
      return translateUnnest(relation, environment, outer);
    case "aliased":
      return rename(translateRelation(relation.relation, environment, outer), relation.alias, relation.columns);
    case "sampled": {
      const source = translateRelation(relation.relation, environment, outer);
      const { percentage } = relation;
      if (percentage.kind !== "integer" && percentage.kind !== "decimal" && percentage.kind !== "double")
        throw sqlErrorAt(
          "NOT_SUPPORTED",
          percentage,
          "TABLESAMPLE with a percentage that is not a literal is not supported by Lakebed",
        );
      return {
        sql: `${source.sql} TABLESAMPLE ${relation.method.toUpperCase()} (${Number(percentage.text)} PERCENT)`,
        fields: source.fields,
      };
    }
    case "join":
      return translateJoin(relation, environment, outer);
  }
}

function positional(columns: readonly OutputColumn[], alias: string): readonly Field[] {
  return columns.map((column, index) => ({
    ...(column.name === undefined ? {} : { name: column.name }),
    qualifier: [],
    sql: `${alias}."c${index}"`,
    type: column.type,
    hidden: false,
  }));
}

function translateTable({ table }: Relation & { readonly kind: "table" }, environment: Environment): TranslatedSource {
  const alias = environment.context.nextId("t");
  const common =
    table.database === undefined
      ? environment.commonTables.find((candidate) => candidate.name === table.name.toLowerCase())
      : undefined;
  if (common !== undefined) {
    const fields = positional(common.columns, alias).map((field) => ({ ...field, qualifier: [table.name] }));
    return { sql: `${quoteName(common.relation)} AS ${alias}`, fields };
  }
  const binding = environment.context.bind(table);
  const qualifier = [table.catalog, table.database, table.name].filter((part) => part !== undefined);
  const field = (name: string, type: AthenaType, hidden: boolean): Field => ({
    name,
    qualifier,
    sql: `${alias}.${quoteName(name)}`,
    type,
    hidden,
  });
  const fields = [
    ...binding.columns.map((column) => field(column.name, typeOfHive(column.type), false)),
    ...(binding.hiddenColumns ?? []).map((name) => field(name, name === "$file_size" ? BIGINT : VARCHAR, true)),
  ];
  return { sql: `${binding.relation} AS ${alias}`, fields };
}

function rename(source: TranslatedSource, alias: Name, names: readonly Name[]): TranslatedSource {
  const visible = source.fields.filter((field) => !field.hidden);
  if (names.length > 0 && names.length !== visible.length) {
    throw sqlErrorAt(
      "SYNTAX_ERROR",
      alias,
      `Column alias list has ${names.length} entries but '${alias.text}' has ${visible.length} columns available`,
    );
  }
  const renamed = visible.map((field, index) => ({
    ...field,
    qualifier: [alias.text],
    ...(names[index] === undefined ? {} : { name: names[index].text }),
  }));
  const hidden = source.fields.filter((field) => field.hidden).map((field) => ({ ...field, qualifier: [alias.text] }));
  return { sql: source.sql, fields: [...renamed, ...hidden] };
}

/** Several arrays and maps side by side, the short ones filled with nulls; rows of an array become columns. */
function translateUnnest(
  relation: Relation & { readonly kind: "unnest" },
  environment: Environment,
  outer: Scope | undefined,
): TranslatedSource {
  const scope = expressionEnvironment(environment, outer ?? { fields: [] });
  const alias = environment.context.nextId("u");
  const items: string[] = [];
  const lengths: string[] = [];
  const fields: Field[] = [];
  const add = (sql: string, type: AthenaType): string => {
    const column = `"c${items.length}"`;
    items.push(`unnest(${sql}) AS ${column}`);
    if (type.kind !== "row") fields.push({ qualifier: [], sql: `${alias}.${column}`, type, hidden: false });
    else
      for (const [index, field] of type.fields.entries())
        fields.push({
          ...(field.name === undefined ? {} : { name: field.name }),
          qualifier: [],
          sql: `(${alias}.${column}).${quoteName(rowFieldName(field.name, index))}`,
          type: field.type,
          hidden: false,
        });
    return column;
  };
  for (const item of relation.items) {
    const { sql, type } = translateExpression(item, scope);
    if (type.kind === "array") add(sql, type.element);
    else if (type.kind === "map") {
      add(`map_keys(${sql})`, type.key);
      fields.push(...mapValueField(alias, items, sql, type.value));
    } else throw sqlErrorAt("TYPE_MISMATCH", item, "Cannot unnest type: " + type.kind);
    lengths.push(type.kind === "array" ? `len(${sql})` : `CAST(cardinality(${sql}) AS BIGINT)`);
  }
  if (relation.withOrdinality)
    add(`generate_series(1, greatest(${lengths.map((length) => `coalesce(${length}, 0)`).join(", ")}, 0))`, BIGINT);
  return { sql: `LATERAL (SELECT ${items.join(", ")}) AS ${alias}`, fields };
}

function mapValueField(alias: string, items: string[], sql: string, type: AthenaType): readonly Field[] {
  const column = `"c${items.length}"`;
  items.push(`unnest(map_values(${sql})) AS ${column}`);
  return [{ qualifier: [], sql: `${alias}.${column}`, type, hidden: false }];
}

type Join = Relation & { readonly kind: "join" };

function translateJoin(join: Join, environment: Environment, outer: Scope | undefined): TranslatedSource {
  const left = translateRelation(join.left, environment, outer);
  // UNNEST and LATERAL on the right see the left side.
  const rightOuter: Scope = { fields: left.fields, ...(outer === undefined ? {} : { parent: outer }) };
  const seesLeft = isLateral(join.right);
  const right = translateRelation(join.right, environment, seesLeft ? rightOuter : outer);
  const both = [...left.fields, ...right.fields];
  if (join.type === "cross") return { sql: `${left.sql} CROSS JOIN ${grouped(join.right, right.sql)}`, fields: both };
  const word = `${join.type.toUpperCase()} JOIN`;
  const names = join.natural ? commonNames(left.fields, right.fields) : join.using;
  if (names !== undefined) return joinUsing({ left, right, word, type: join.type }, names, join.right);
  const scope: Scope = { fields: both, ...(outer === undefined ? {} : { parent: outer }) };
  const on = join.on === undefined ? "true" : condition(join.on, expressionEnvironment(environment, scope));
  return { sql: `${left.sql} ${word} ${grouped(join.right, right.sql)} ON ${on}`, fields: both };
}

function isLateral(relation: Relation): boolean {
  if (relation.kind === "unnest") return true;
  if (relation.kind === "derived") return relation.lateral;
  return (relation.kind === "aliased" || relation.kind === "sampled") && isLateral(relation.relation);
}

function grouped(relation: Relation, sql: string): string {
  return relation.kind === "join" ? `(${sql})` : sql;
}

function commonNames(left: readonly Field[], right: readonly Field[]): readonly Name[] {
  const isIn = (fields: readonly Field[], name: string): boolean =>
    fields.some((field) => !field.hidden && field.name?.toLowerCase() === name.toLowerCase());
  return left.flatMap(({ name, hidden }) =>
    name !== undefined && !hidden && isIn(right, name) ? [{ text: name, quoted: true, line: 1, column: 1 }] : [],
  );
}

interface JoinSides {
  readonly left: TranslatedSource;
  readonly right: TranslatedSource;
  readonly word: string;
  readonly type: Join["type"];
}

/** The joined columns come first, once, without a qualifier; then the rest of both sides. */
function joinUsing(
  { left, right, word, type }: JoinSides,
  names: readonly Name[],
  rightRelation: Relation,
): TranslatedSource {
  const conditions: string[] = [];
  const shared = names.map((name): Field => {
    const [a, b] = [pick(left.fields, name, "left"), pick(right.fields, name, "right")];
    const [x, y] = meet(typed(a.sql, a.type), typed(b.sql, b.type), "=", name);
    conditions.push(`${comparable(x)} = ${comparable(y)}`);
    const sql = type === "right" ? y.sql : type === "full" ? `coalesce(${x.sql}, ${y.sql})` : x.sql;
    return { name: name.text, qualifier: [], sql, type: x.type, hidden: false };
  });
  const isShared = (field: Field): boolean =>
    names.some((name) => name.text.toLowerCase() === field.name?.toLowerCase());
  const rest = [...left.fields, ...right.fields].filter((field) => !isShared(field));
  const on = conditions.length === 0 ? "true" : conditions.join(" AND ");
  return { sql: `${left.sql} ${word} ${grouped(rightRelation, right.sql)} ON ${on}`, fields: [...shared, ...rest] };
}

function pick(fields: readonly Field[], name: Name, side: string): Field {
  const matches = fields.filter((field) => field.name?.toLowerCase() === name.text.toLowerCase());
  const [match] = matches;
  if (matches.length > 1) throw sqlErrorAt("COLUMN_NOT_FOUND", name, `Column '${name.text}' is ambiguous`);
  if (match === undefined)
    throw sqlErrorAt("COLUMN_NOT_FOUND", name, `Column '${name.text}' is missing from ${side} side of join`);
  return match;
}
