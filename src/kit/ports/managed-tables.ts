/**
 * Tables that a service keeps for its users, as S3 keeps those of S3 Metadata: made, written and tidied up by the service, read by everybody who may. Implemented by S3 Tables; asks nobody, because
 * whoever calls it has.
 */
import type { Caller } from "../../auth/principal.ts";
import type { StructField } from "../../iceberg/types.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";

export interface ManagedTable {
  readonly accountId: string;
  readonly region: string;
  readonly tableBucket: string;
  readonly namespace: string;
  readonly name: string;
  /** Such as `metadata.s3.amazonaws.com`. */
  readonly managedBy: string;
  /** Left out for S3's own keys. */
  readonly kmsKeyArn?: string | undefined;
  readonly nowMs: number;
}

/** A table with fresh ids, made before the transaction that adds it. */
export interface TableDraft {
  readonly arn: string;
  /**
   * Adds it. Its namespace is made where it is missing; so is its table bucket where that is the services' own, and no customer's.
   *
   * @throws {ServiceError} NotFoundException for a customer's table bucket, ConflictException for the name of the table
   */
  add(transaction: Transaction): void;
}

/** By column: texts, numbers, booleans; timestamps as ISO texts without a zone; maps as objects; null for nothing. */
export type TableRow = Readonly<Record<string, string | number | boolean | null | Readonly<Record<string, string>>>>;

/** What becomes of a table in one commit: rows go first, then rows come. */
export interface TableWrite {
  readonly arn: string;
  /** For KMS. */
  readonly caller: Caller;
  /** Of all of the table; what its first state is made of. */
  readonly fields: readonly StructField[];
  readonly rows: readonly TableRow[];
  /** Rows with one of these texts in the column go. */
  readonly replaced?: { readonly column: string; readonly texts: readonly string[] } | undefined;
  /** A column of timestamps by which rows expire: files that have only older rows go. */
  readonly expiring?: { readonly column: string; readonly beforeMs?: number | undefined } | undefined;
  readonly nowMs: number;
  /** Runs in the transaction of the commit: what is written is noted as done exactly when it is. */
  readonly alongside?: ((transaction: Transaction) => void) | undefined;
}

export interface ManagedTables {
  draft(table: ManagedTable): TableDraft;
  exists(reader: Reader, arn: string): boolean;
  /**
   * Commits, unless there is nothing to change in a table that has a state; then only `alongside` runs.
   *
   * @throws {ServiceError} NotFoundException for a table that is gone, ConflictException for one that somebody else writes too, AccessDenied of KMS
   */
  write(write: TableWrite): Promise<void>;
}
