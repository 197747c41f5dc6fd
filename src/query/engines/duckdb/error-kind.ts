/**
 * DuckDB's errors as kinds. The session runs with `errors_as_json`, so the type, subtype and name come as fields and no
 * message text is matched.
 */
import type { QueryErrorKind } from "../../query-engine.ts";
import type { WorkerFailure } from "./worker-messages.ts";

/** DuckDB's exception types (src/common/exception.cpp, `EXCEPTION_MAP`); what is not listed is a runtime failure. */
const KIND_BY_TYPE: Readonly<Record<string, QueryErrorKind>> = {
  Parser: "syntax",
  Syntax: "syntax",
  Catalog: "not-found",
  Binder: "type",
  "Mismatch Type": "type",
  "Parameter Not Resolved": "type",
  "Parameter Not Allowed": "type",
  "Not implemented": "type",
  "Unimplemented type": "type",
  "Out of Range": "out-of-range",
  Conversion: "conversion",
  Permission: "forbidden",
  "Missing Extension": "forbidden",
  Autoload: "forbidden",
  Interrupt: "cancelled",
  INTERRUPT: "cancelled",
  "Out of Memory": "out-of-memory",
  IO: "corrupt-input",
  Serialization: "corrupt-input",
};

interface DuckdbError {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly error_subtype?: string;
  readonly type?: string;
  readonly name?: string;
  readonly position?: string;
}

/** Parser errors of `extractStatements` come with a plain prefix before the JSON; the rest is JSON alone. */
function parseError(message: string): DuckdbError | undefined {
  const start = message.indexOf("{");
  if (start < 0) return undefined;
  try {
    return JSON.parse(message.slice(start)) as DuckdbError;
  } catch {
    return undefined;
  }
}

function missingThing(error: DuckdbError): WorkerFailure["missing"] {
  if (error.error_subtype === "COLUMN_NOT_FOUND") return "column";
  if (error.error_subtype !== "MISSING_ENTRY") return undefined;
  return error.type === "Table" || error.type === "View" ? "table" : "function";
}

/** DuckDB's failure as the worker reports it. Messages before the JSON setting is on start with `Type Error: `. */
export function failureOf(thrown: unknown): WorkerFailure {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const error = parseError(message);
  if (error?.exception_type === undefined) {
    const type = /^([A-Za-z ]+) Error: /.exec(message)?.[1] ?? "";
    return { kind: KIND_BY_TYPE[type] ?? "runtime", message };
  }
  const missing = missingThing(error);
  const kind = missing !== undefined ? "not-found" : (KIND_BY_TYPE[error.exception_type] ?? "runtime");
  return {
    kind,
    message: error.exception_message ?? message,
    ...(missing === undefined ? {} : { missing }),
    ...(error.name === undefined ? {} : { name: error.name }),
    ...(error.position === undefined ? {} : { positionBytes: Number(error.position) }),
  };
}
