/** Takes away the files of a table that none of its snapshots needs. What is younger than an hour stays: somebody may be about to refer to it. */
import type { TableMetadata } from "../../../iceberg/table-metadata.ts";
import { MANAGED_UNREFERENCED_AGE_MS } from "../limits.ts";
import { readManifestsOf, type TableFiles } from "./table-state.ts";

export async function removeUnreferenced(files: TableFiles, metadata: TableMetadata, nowMs: number): Promise<void> {
  const referenced = await referencedKeys(files, metadata);
  const oldestMs = nowMs - MANAGED_UNREFERENCED_AGE_MS;
  let after: string | undefined;
  do {
    const page = await files.list(after);
    const gone = page.objects.filter(({ key, lastModifiedMs }) => lastModifiedMs < oldestMs && !referenced.has(key));
    if (gone.length > 0) await files.delete(gone.map(({ key }) => files.pathOf(key)));
    after = page.next;
  } while (after !== undefined);
}

async function referencedKeys(files: TableFiles, metadata: TableMetadata): Promise<ReadonlySet<string>> {
  const keys = new Set((metadata["metadata-log"] ?? []).map((entry) => files.keyOf(entry["metadata-file"])));
  for (const snapshot of metadata.snapshots ?? []) {
    keys.add(files.keyOf(snapshot["manifest-list"]));
    for (const { file, entries } of await readManifestsOf(files, snapshot)) {
      keys.add(files.keyOf(file.path));
      for (const entry of entries) keys.add(files.keyOf(entry.file.path));
    }
  }
  return keys;
}
