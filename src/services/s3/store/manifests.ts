/**
 * Reading manifests. A manifest never changes and its id is never used again, so a decoded one may be kept: range reads of
 * an object in hundreds of parts (a Parquet file, a shard of a training set) would otherwise spend most of their time on parsing its list.
 */
import type { Reader } from "../../../storage/record-store.ts";
import { MANIFEST_CACHE_EXTENTS_MAX } from "../limits.ts";
import { manifestKey } from "./keys.ts";
import { decodeRecord } from "./record-codec.ts";
import type { Manifest } from "./version-record.ts";

/** In order of use, the one used longest ago first. */
const kept = new Map<string, Manifest>();
let keptExtents = 0;

/** The caller has read the version that names the manifest in the same snapshot, which is why it is there. */
export function readManifest(reader: Reader, manifestId: string): Manifest | undefined {
  const known = kept.get(manifestId);
  if (known !== undefined) {
    kept.delete(manifestId);
    kept.set(manifestId, known);
    return known;
  }
  const bytes = reader.get(manifestKey(manifestId));
  if (bytes === undefined) return undefined;
  const manifest = decodeRecord<Manifest>(bytes);
  keep(manifestId, manifest);
  return manifest;
}

function keep(manifestId: string, manifest: Manifest): void {
  kept.set(manifestId, manifest);
  keptExtents += manifest.extents.length;
  for (const [id, oldest] of kept) {
    if (keptExtents <= MANIFEST_CACHE_EXTENTS_MAX) return;
    kept.delete(id);
    keptExtents -= oldest.extents.length;
  }
}
