/** A table as a statement names it. It stands apart because syntax trees hold it and statements hold syntax trees. */
import type { SqlPosition } from "../shared/sql-error.ts";

/** A mention without the names that a WITH clause defines in scope; parts are as written. */
export interface TableReference extends SqlPosition {
  readonly catalog?: string;
  readonly database?: string;
  readonly name: string;
}
