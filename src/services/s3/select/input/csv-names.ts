/**
 * What names mean in CSV: `_N` by place, and the header's names where it is used. Every value is text; a field that a record does not have is MISSING.
 *
 * AWS: s3-select-sql-reference-select.html ("Attribute access: CSV", "Case sensitivity of header/attribute names").
 */
import { selectError } from "../select-error.ts";
import type { Evaluate, Names } from "../evaluate/compile.ts";
import { isSameName } from "../sql/parse-statement.ts";
import type { Name, PathStep } from "../sql/syntax.ts";
import { Struct, type Value } from "../values/value.ts";
import type { CsvRecord } from "./csv-reader.ts";

export class CsvNames implements Names<CsvRecord> {
  readonly #alias: Name;
  /** Undefined where there is none, or it is not used. */
  readonly #headers: readonly string[] | undefined;

  constructor(alias: Name | undefined, headers: readonly string[] | undefined) {
    this.#alias = alias ?? { text: "_1", isQuoted: false };
    this.#headers = headers;
  }

  resolve(root: Name, steps: readonly PathStep[]): Evaluate<CsvRecord> {
    // `_1` is the first column, though it is the row's name where FROM gives none.
    const isAlias = isSameName(root, this.#alias) && !(this.#alias.text === "_1" && steps.length === 0);
    const [first, ...rest]: readonly PathStep[] = isAlias ? steps : [{ kind: "name", name: root }, ...steps];
    if (first === undefined) return (record) => this.#struct(record);
    if (first.kind !== "name" || rest.length > 0) throw selectError("InvalidKeyPath");
    const index = this.#indexOf(first.name);
    return (record) => record.fields[index];
  }

  /** The name of a column of SELECT *. */
  nameAt(index: number): string {
    return this.#headers?.[index] ?? `_${index + 1}`;
  }

  #struct(record: CsvRecord): Value {
    return new Struct(
      record.fields.map((_, index) => this.nameAt(index)),
      record.fields,
    );
  }

  #indexOf(name: Name): number {
    const matches = (this.#headers ?? []).flatMap((header, index) =>
      isSameName(name, { text: header, isQuoted: true }) ? [index] : [],
    );
    const [found] = matches;
    if (matches.length > 1) throw selectError("AmbiguousFieldName");
    if (found !== undefined) return found;
    const place = /^_(\d{1,7})$/.exec(name.text)?.[1];
    if (place === undefined) throw selectError("MissingHeaders");
    if (Number(place) === 0) throw selectError("InvalidColumnIndex");
    return Number(place) - 1;
  }
}
