/** A file of a table, on this machine for the length of one query, and the columns a table declares. */
import type { AthenaType } from "../dialects/athena/types/athena-type.ts";

export interface TableFile {
  /** Local path; immutable bytes. */
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes with the bytes; for caches. */
  readonly etag: string;
}

export interface DeclaredColumn {
  readonly name: string;
  /** As Glue stores it. */
  readonly hiveType: string;
  readonly type: AthenaType;
}

export type Compression = "uncompressed" | "gzip" | "zstd";

const UNREADABLE_SUFFIXES = [".bz2", ".lzo", ".snappy", ".lz4", ".deflate", ".xz"];

/** Text files are compressed when their name says so. Undefined: compressed in a way Lakebed does not read. */
export function compressionOf(key: string): Compression | undefined {
  const lower = key.toLowerCase();
  if (lower.endsWith(".gz") || lower.endsWith(".gzip")) return "gzip";
  if (lower.endsWith(".zst") || lower.endsWith(".zstd")) return "zstd";
  return UNREADABLE_SUFFIXES.some((suffix) => lower.endsWith(suffix)) ? undefined : "uncompressed";
}
