/**
 * Partition keys and values from folder names: `key=value` folders give key and value; others `partition_0`, `partition_1`, ... and the
 * folder's name (developer guide, "How does a crawler determine when to create partitions?").
 */
import { HIVE_DEFAULT_PARTITION } from "../expression/evaluate.ts";

export interface PartitionColumns {
  readonly names: readonly string[];
  /** For each leaf, its values in the order of `names`. */
  readonly values: readonly string[][];
}

/** `leaves` holds each leaf's folder names; all have the same length. */
export function partitionColumns(leaves: readonly (readonly string[])[]): PartitionColumns {
  const depth = leaves[0]?.length ?? 0;
  const names: string[] = [];
  const values = leaves.map((): string[] => []);
  for (let level = 0; level < depth; level += 1) {
    const folders = leaves.map((leaf) => leaf[level] ?? "");
    const key = commonKey(folders);
    names.push(key === undefined || names.includes(key) ? `partition_${level}` : key);
    folders.forEach((folder, index) =>
      values[index]?.push(key === undefined ? folder : decodeValue(folder.slice(folder.indexOf("=") + 1))),
    );
  }
  return { names, values };
}

/** The key of `key=value` folders, when all have the same one. */
function commonKey(folders: readonly string[]): string | undefined {
  const keys = new Set(
    folders.map((folder) => (folder.indexOf("=") > 0 ? folder.slice(0, folder.indexOf("=")).toLowerCase() : "")),
  );
  const [key = ""] = keys;
  return keys.size === 1 && key !== "" ? key.replace(/[^a-z0-9_]/g, "_") : undefined;
}

/** Hive writes odd characters as `%XX`. */
function decodeValue(value: string): string {
  if (value === "") return HIVE_DEFAULT_PARTITION;
  return /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(value) ? Buffer.from(percentBytes(value)).toString("utf8") : value;
}

function percentBytes(value: string): Uint8Array {
  return Buffer.concat(
    value
      .split(/(%[0-9A-Fa-f]{2})/)
      .map((part) => (/^%[0-9A-Fa-f]{2}$/.test(part) ? Buffer.from(part.slice(1), "hex") : Buffer.from(part))),
  );
}
