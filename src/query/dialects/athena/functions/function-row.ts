/**
 * One row of the function table: a name, a signature, and what the call becomes in DuckDB. In a template `$1` is the first
 * argument, `$*` all of them, `$r` the DuckDB type of the result, `$t1` that of the first argument; aggregates place
 * `$d` (DISTINCT), `$o` (ORDER BY) inside their parentheses and `$m` (FILTER and OVER) after them.
 */
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { Typed } from "../translate/typed.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { parseSignature } from "./signature.ts";
import type { Signature } from "./signature.ts";

/** A lambda argument: DuckDB names of its parameters and the text of its body. */
export interface TranslatedLambda {
  readonly parameters: readonly string[];
  readonly body: Typed;
}

export interface EmitCall {
  readonly name: string;
  readonly args: readonly Typed[];
  readonly lambdas: readonly TranslatedLambda[];
  readonly result: AthenaType;
  /** DuckDB type that a variable of the signature is bound to. */
  readonly typeOf: (variable: string) => string;
  readonly position: SqlPosition;
}

export type Emit = string | ((call: EmitCall) => string);

/** `plain`: a value from its arguments. `window`: only with OVER. */
export type FunctionKind = "plain" | "aggregate" | "window";

export interface FunctionRow {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly signature: Signature;
  readonly emit: Emit;
  /** When the result type follows from more than type variables. */
  readonly resultOf?: (args: readonly AthenaType[]) => AthenaType;
}

export type ResultOf = NonNullable<FunctionRow["resultOf"]>;

/** Puts texts in the places of `$1`, `$2` ... in one pass, so that nothing inside them is read as a place. */
export function fillArguments(template: string, texts: readonly string[]): string {
  return template.replaceAll(/\$(\d)/gu, (_place, index: string) => texts[Number(index) - 1] ?? "NULL");
}

type RowText = readonly [names: string, signature: string, emit: Emit, resultOf?: ResultOf];

/** Rows of one kind from `[names, signature, emit]`; names are separated by spaces. */
export function rowsOf(kind: FunctionKind, rows: readonly RowText[]): readonly FunctionRow[] {
  return rows.flatMap(([names, signature, emit, resultOf]) =>
    names.split(" ").map((name) => ({
      name,
      kind,
      signature: parseSignature(signature),
      emit,
      ...(resultOf === undefined ? {} : { resultOf }),
    })),
  );
}
