/** Named queries: saved text in a work group. */
import type { NamedQuery } from "@aws-sdk/client-athena";
import type { Reader } from "../../../storage/record-store.ts";
import { invalidRequest, namedQueryNotFound } from "../errors.ts";
import { namedQueryKey, type Place, readRecord } from "../records.ts";

export interface NamedQueryRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly database: string;
  readonly query: string;
  readonly workGroup: string;
  readonly token: string | undefined;
}

export function readNamedQuery(reader: Reader, place: Place, id: string): NamedQueryRecord | undefined {
  return readRecord<NamedQueryRecord>(reader, namedQueryKey(place, id));
}

/** @throws {ServiceError} InvalidRequestException */
export function requireNamedQuery(reader: Reader, place: Place, id: string): NamedQueryRecord {
  const record = readNamedQuery(reader, place, id);
  if (record === undefined) throw namedQueryNotFound(id);
  return record;
}

/** AWS: 1 to 128 characters of name, 1 to 262144 of text (API reference, CreateNamedQuery). */
export function checkNamedQuery(name: string, query: string): void {
  if (name.length < 1 || name.length > 128)
    throw invalidRequest(
      "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must have length between 1 and 128",
    );
  if (query.length < 1 || query.length > 262_144)
    throw invalidRequest(
      "1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have length between 1 and 262144",
    );
}

export function toNamedQuery(record: NamedQueryRecord): NamedQuery {
  return {
    Name: record.name,
    Database: record.database,
    QueryString: record.query,
    NamedQueryId: record.id,
    WorkGroup: record.workGroup,
    ...(record.description === undefined ? {} : { Description: record.description }),
  };
}
