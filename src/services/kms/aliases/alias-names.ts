/** Names of aliases, and which key an alias may move to. */
import type { Reader } from "../../../storage/record-store.ts";
import { invalidAliasName, limitExceeded, validation } from "../errors.ts";
import type { FoundKey } from "../keys/find-key.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { ALIAS_LENGTH_MAX, ALIASES_PER_KEY_MAX } from "../limits.ts";
import { aliasOfKey } from "../records.ts";
import { checkLength } from "../validation.ts";

const NAME = /^alias\/[a-zA-Z0-9/_-]+$/;

/** @throws {ServiceError} ValidationException, InvalidAliasNameException, NotAuthorized for AWS's own names */
export function checkAliasName(name: string): void {
  checkLength("aliasName", name, { min: 1, max: ALIAS_LENGTH_MAX });
  // AWS: recorded answer.
  if (!name.startsWith("alias/"))
    throw validation(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  if (!NAME.test(name))
    throw invalidAliasName(
      `Alias ${name} contains invalid characters. Only alphanumeric characters, forward slashes, underscores and dashes are allowed.`,
    );
  if (name.startsWith("alias/aws/"))
    throw invalidAliasName(`Alias names beginning with alias/aws/ are reserved for AWS.`);
}

/** @throws {ServiceError} LimitExceededException */
export function requireRoomForAlias(reader: Reader, { place, id }: FoundKey): void {
  const count = reader.range({ prefix: aliasOfKey(place, id), limit: ALIASES_PER_KEY_MAX }).length;
  if (count >= ALIASES_PER_KEY_MAX) throw limitExceeded(`A KMS key can have at most ${ALIASES_PER_KEY_MAX} aliases`);
}

/** AWS: both symmetric, both HMAC or both asymmetric, and of the same usage (API reference, UpdateAlias). @throws {ServiceError} ValidationException */
export function requireSameKind(previous: FoundKey | undefined, next: FoundKey): void {
  if (previous === undefined) return;
  if (kindOf(previous) !== kindOf(next) || previous.backing.usage !== next.backing.usage)
    throw validation(
      `Alias cannot be changed from a key of type ${kindOf(previous)} and usage ${previous.backing.usage} to one of type ${kindOf(next)} and usage ${next.backing.usage}.`,
    );
}

function kindOf({ backing }: FoundKey): string {
  const { family } = factsOfSpec(backing.spec);
  if (family === "symmetric") return "SYMMETRIC";
  return family === "hmac" ? "HMAC" : "ASYMMETRIC";
}
