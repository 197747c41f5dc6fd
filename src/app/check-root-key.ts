/**
 * Whether the root key is the one that sealed the secrets of this store: the first start leaves a sealed word in the records, and every later start must be
 * able to open it. So a wrong key is one sentence at the start, not an internal error at somebody's first decryption.
 *
 *     ["root-key-check"] -> the sealed word
 */
import { ConfigError } from "../kit/errors.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { RecordStore } from "../storage/record-store.ts";

const KEY = ["root-key-check"];
const PURPOSE = "root-key-check";
const WORD = new TextEncoder().encode("lakebed");

/** @throws {ConfigError} when the store's secrets are sealed with another root key */
export async function checkRootKey(records: RecordStore, sealer: Sealer): Promise<void> {
  const mine = sealer.seal(PURPOSE, WORD);
  const kept =
    (await records.get(KEY)) ??
    (await records.transact((transaction) => {
      const first = transaction.get(KEY);
      if (first === undefined) transaction.put(KEY, mine);
      return first;
    }));
  if (kept !== undefined && sealer.open(PURPOSE, kept) === undefined)
    throw new ConfigError(
      "the secrets in this store are sealed with another root key: give that one in LAKEBED_ROOT_KEY, or put its root.key back into the data directory",
    );
}
