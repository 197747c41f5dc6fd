/** What the parts of the translator share while they translate one statement, and how they find each other. */
import type { TableBinder } from "../bindings.ts";
import type { Expression, Query, WindowSpecification, Name } from "../syntax.ts";
import type { AthenaType } from "../types/athena-type.ts";
import type { Scope } from "./scope.ts";
import type { Typed } from "./typed.ts";

/** A query as a relation: text without parentheses, its columns emitted as `c0`, `c1` ... */
export interface TranslatedRelation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export interface OutputColumn {
  readonly name?: string;
  readonly type: AthenaType;
}

export interface CommonTable {
  readonly name: string;
  /** DuckDB name, unique in the statement. */
  readonly relation: string;
  readonly columns: readonly OutputColumn[];
}

export interface TranslationContext {
  readonly bind: TableBinder;
  readonly parameters: readonly Expression[];
  readonly nextId: (prefix: string) => string;
  readonly translateQuery: (query: Query, environment: Environment, parent?: Scope) => TranslatedRelation;
}

/** What is visible at a place besides columns. */
export interface Environment {
  readonly context: TranslationContext;
  /** Innermost first. */
  readonly commonTables: readonly CommonTable[];
}

/** Where an expression stands: what it sees and what may stand in it. */
export interface ExpressionEnvironment extends Environment {
  readonly scope: Scope;
  readonly lambdaParameters: readonly { readonly name: string; readonly value: Typed }[];
  readonly windows: readonly { readonly name: Name; readonly window: WindowSpecification }[];
  /** The clause, when it may hold no aggregate. */
  readonly aggregates: "allowed" | "refused";
}

export function expressionEnvironment(
  environment: Environment,
  scope: Scope,
  options: Partial<Pick<ExpressionEnvironment, "windows" | "aggregates">> = {},
): ExpressionEnvironment {
  return {
    context: environment.context,
    commonTables: environment.commonTables,
    scope,
    lambdaParameters: [],
    windows: options.windows ?? [],
    aggregates: options.aggregates ?? "refused",
  };
}
