/**
 * Whom a request without a name means: the caller.
 */
import type { RequestContext } from "../../kit/context.ts";
import type { Reader } from "../../storage/record-store.ts";
import { userNotFound, validationError } from "./errors.ts";
import type { UserRecord } from "./store/records.ts";
import { findUserById, requireUser } from "./store/users.ts";

/**
 * The named user, or the caller; undefined when that is the account's root user.
 *
 * @throws {ServiceError} NoSuchEntity; ValidationError when the caller is neither a user nor root
 */
export function requireUserOrSelf(
  reader: Reader,
  context: RequestContext,
  userName: string | undefined,
): UserRecord | undefined {
  const { principal, accountId } = context;
  if (userName !== undefined) return requireUser(reader, accountId, userName);
  if (principal.type === "root") return undefined;
  if (principal.type !== "user") {
    // AWS: sessions of roles and federated users have no user of their own (seen in public transcripts of GetUser).
    throw validationError("Must specify userName when calling with non-User credentials");
  }
  const user = findUserById(reader, accountId, principal.userId);
  if (user === undefined) throw userNotFound(principal.userName);
  return user;
}

/** Under what the keys of a user, or of root, are kept. */
export function ownerIdOf(user: UserRecord | undefined, accountId: string): string {
  return user?.id ?? accountId;
}
