/** What the parts of the planner share while they plan one statement. */
import type { Caller } from "../../auth/principal.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { TranslatedQuery } from "../dialects/athena/bindings.ts";
import type { QueryBody } from "../dialects/athena/statement.ts";
import type { MentionBytes } from "./data-scanned.ts";
import type { FileCollection } from "./file-collection.ts";
import type { FooterReader } from "./parquet-footers.ts";

export interface PlannerPorts {
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
  readonly footers: FooterReader;
}

/** For whom and in which names a query runs. */
export interface QueryScope {
  readonly caller: Caller;
  /** Session database; undefined when the execution named none. */
  readonly database: string | undefined;
  /** `ExecutionParameters`, SQL text each. */
  readonly parameters: readonly string[];
  readonly signal: AbortSignal;
}

/** State of one planning run, shared by the query and the views below it. */
export interface PlanningRun {
  readonly ports: PlannerPorts;
  readonly scope: QueryScope;
  readonly files: FileCollection;
  readonly mentions: MentionBytes[];
  readonly prelude: Set<string>;
  readonly settings: Set<string>;
  usesJson: boolean;
  /** Writes a query of a view, one level deeper than `depth - 1`. */
  readonly translate: (body: QueryBody, scope: QueryScope, depth: number) => Promise<TranslatedQuery>;
}
