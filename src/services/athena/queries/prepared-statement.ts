/** Prepared statements: text with `?` markers under a name of a work group. */
import type { PreparedStatement } from "@aws-sdk/client-athena";
import type { Reader } from "../../../storage/record-store.ts";
import { invalidRequest, resourceNotFound } from "../errors.ts";
import { type Place, preparedKey, readRecord } from "../records.ts";

export interface PreparedStatementRecord {
  readonly name: string;
  readonly workGroup: string;
  readonly query: string;
  readonly description: string | undefined;
  readonly modifiedMs: number;
}

export function readPrepared(
  reader: Reader,
  place: Place,
  workGroup: string,
  name: string,
): PreparedStatementRecord | undefined {
  return readRecord<PreparedStatementRecord>(reader, preparedKey(place, workGroup, name));
}

/** @throws {ServiceError} ResourceNotFoundException */
export function requirePrepared(
  reader: Reader,
  place: Place,
  workGroup: string,
  name: string,
): PreparedStatementRecord {
  const record = readPrepared(reader, place, workGroup, name);
  if (record === undefined)
    throw resourceNotFound(`PreparedStatement ${name} was not found in workGroup ${workGroup}`, name);
  return record;
}

/** AWS: `[a-zA-Z_][a-zA-Z0-9_@:]{1,256}` (API reference, CreatePreparedStatement). */
export function checkPreparedName(name: string): void {
  if (!/^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/u.test(name)) {
    throw invalidRequest(
      `1 validation error detected: Value '${name}' at 'statementName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_@:]{1,256}`,
    );
  }
}

export function toPreparedStatement(record: PreparedStatementRecord): PreparedStatement {
  return {
    StatementName: record.name,
    QueryStatement: record.query,
    WorkGroupName: record.workGroup,
    LastModifiedTime: new Date(record.modifiedMs),
    ...(record.description === undefined ? {} : { Description: record.description }),
  };
}
