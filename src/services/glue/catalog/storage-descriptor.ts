/** How AWS answers a storage descriptor: as it was given, with the members that have defaults filled in. */
import type { StorageDescriptor } from "@aws-sdk/client-glue";

// AWS: GetTable answers these four members also when CreateTable left them out (transcripts of get-table in the developer guide).
export function completeStorageDescriptor(given: StorageDescriptor): StorageDescriptor {
  return {
    ...given,
    Compressed: given.Compressed ?? false,
    NumberOfBuckets: given.NumberOfBuckets ?? 0,
    SortColumns: given.SortColumns ?? [],
    StoredAsSubDirectories: given.StoredAsSubDirectories ?? false,
  };
}
