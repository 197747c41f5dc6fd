/**
 * Whose credentials a request is about: a named user's, or the caller's own.
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { requireUserOrSelf } from "../self.ts";
import { findUser } from "../store/users.ts";
import type { UserRecord } from "../store/records.ts";

/**
 * Finds the user when called; for things that the root user does not have.
 *
 * @throws {ServiceError} NoSuchEntity; ValidationError; InvalidUserType for the root user
 */
export function requireUserNotRoot(
  context: RequestContext,
  userName: string | undefined,
): (reader: Reader) => UserRecord {
  return (reader) => {
    const user = requireUserOrSelf(reader, context, userName);
    if (user === undefined)
      throw new ServiceError({
        code: "InvalidUserType",
        status: 400,
        message: "The request was rejected because the type of user for the transaction was incorrect.",
      });
    return user;
  };
}

export interface Owner {
  /** The user's unique id, or the account id for the root user. */
  readonly ownerId: string;
  readonly userName: string;
}

/** The user, or root. @throws {ServiceError} NoSuchEntity; ValidationError */
export function ownerOf(reader: Reader, context: RequestContext, userName: string | undefined): Owner {
  const user = requireUserOrSelf(reader, context, userName);
  return user === undefined
    ? { ownerId: context.accountId, userName: "root" }
    : { ownerId: user.id, userName: user.name };
}

/** What the root user calls itself where a name must be given. */
const ROOT_NAME = "root";

/**
 * Who gets a device. AWS has the root user register its own in the console, because the API asks for a user's name; here it names itself `root`, unless a
 * user has that name.
 *
 * @throws {ServiceError} NoSuchEntity; ValidationError
 */
export function deviceOwnerOf(reader: Reader, context: RequestContext, userName: string | undefined): Owner {
  const { principal, accountId } = context;
  const isRootItself = principal.type === "root" && userName === ROOT_NAME;
  const isUser = userName !== undefined && findUser(reader, accountId, userName) !== undefined;
  return ownerOf(reader, context, isRootItself && !isUser ? undefined : userName);
}
