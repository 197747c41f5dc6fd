/**
 * Access keys with ids and secrets that somebody chose. IAM's operation makes keys of its own, so these go to the functions below it.
 */
import { ConfigError, ServiceError } from "../../kit/errors.ts";
import type { Reader } from "../../storage/record-store.ts";
import {
  addAccessKey,
  findAccessKeyRecord,
  openSecret,
  sealSecret,
  writeAccessKey,
} from "../../services/iam/store/access-keys.ts";
import { requireUser } from "../../services/iam/store/users.ts";
import type { SeedCaller } from "./seed-caller.ts";
import type { SeedKey } from "./seed-file.ts";

/**
 * Gives the key to the user, or to root when no user is named.
 *
 * @throws {ConfigError} when it is somebody else's, or its owner has two others
 */
export async function setKey(
  { iam, accountId }: SeedCaller,
  key: SeedKey,
  userName: string | undefined,
): Promise<void> {
  const { accessKeyId, secretAccessKey } = key;
  const ownerOf = (reader: Reader): string =>
    userName === undefined ? accountId : requireUser(reader, accountId, userName).id;
  const record = {
    accessKeyId,
    accountId,
    isActive: true,
    createdMs: iam.runtime.clock.nowMs(),
    sealedSecret: sealSecret(iam.sealer, accessKeyId, secretAccessKey),
  };
  try {
    await iam.records.transact((transaction) => {
      const ownerId = ownerOf(transaction);
      const known = findAccessKeyRecord(transaction, accessKeyId);
      if (known === undefined) return addAccessKey(transaction, { ...record, ownerId });
      if (known.accountId !== accountId || known.ownerId !== ownerId)
        throw new ConfigError(`the seed file cannot be applied: ${key.at} is a key of somebody else already`);
      if (known.isActive && openSecret(iam.sealer, known) === secretAccessKey) return;
      writeAccessKey(transaction, { ...record, ownerId, createdMs: known.createdMs });
    });
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause;
    throw new ConfigError(`the seed file cannot be applied: ${key.at}: ${cause.message}`, { cause });
  }
}
