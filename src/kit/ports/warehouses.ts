/**
 * Where tables keep their files: buckets that nobody lists and nobody made, one for each table, which clients read and write by their names with S3's own operations. S3 keeps them; S3 Tables says
 * when they come and go, and decides who may use them.
 */
import type { Transaction } from "../../storage/record-store.ts";
import type { ObjectStore } from "./object-store.ts";

/** What the names of all warehouses end in. */
const SUFFIX = "--table-s3";

export function isWarehouseName(bucket: string): boolean {
  return bucket.endsWith(SUFFIX);
}

/** A name that no other warehouse has. `unique`: lower-case letters, digits and dashes. */
export function warehouseName(unique: string): string {
  return `${unique}${SUFFIX}`;
}

export interface NewWarehouse {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  /** What its objects are sealed with unless their writer asks for something else. */
  readonly encryption: { readonly algorithm: "AES256" | "aws:kms"; readonly kmsKeyArn?: string | undefined };
}

export interface Warehouses {
  /** The objects in warehouses, and in no other buckets. Asks nobody: whoever calls it has decided. The caller is whom KMS asks. */
  readonly store: ObjectStore;
  /** In the transaction of the table that it is for. The name is new. */
  add(transaction: Transaction, warehouse: NewWarehouse): void;
  /** Takes it away with all that is in it. Resolves when nothing is left; one that is not there is no error. */
  remove(name: string): Promise<void>;
}
