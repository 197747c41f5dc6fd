/**
 * Names as the catalog keeps them: folded to lower case ("For Hive compatibility, this name is entirely lowercase", API
 * reference of Table and Database), 1 to 255 characters, no control characters.
 */
import { validationFailed } from "./errors.ts";
import { DESCRIPTION_LENGTH_MAX, NAME_LENGTH_MAX } from "./limits.ts";

// AWS: SingleLineString pattern [\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]* (API reference, NameString).
const SINGLE_LINE_RULE =
  "Member must satisfy regular expression pattern: [\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";

function isSingleLine(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 0x20 && code !== 0x09) || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff)
      return false;
  }
  return true;
}

/**
 * The name as given, checked. `member` is the path in the input, e.g. `databaseInput.name`.
 *
 * @throws ValidationException for a missing, empty, over-long or multi-line name
 */
export function checkedName(name: string | undefined, member: string): string {
  if (name === undefined) throw validationFailed("null", member, "Member must not be null");
  if (name.length === 0) throw validationFailed(name, member, "Member must have length greater than or equal to 1");
  if (name.length > NAME_LENGTH_MAX)
    throw validationFailed(name, member, `Member must have length less than or equal to ${NAME_LENGTH_MAX}`);
  if (!isSingleLine(name)) throw validationFailed(name, member, SINGLE_LINE_RULE);
  return name;
}

/** As `checkedName`, folded to lower case; for databases and tables. */
export function foldedName(name: string | undefined, member: string): string {
  return checkedName(name, member).toLowerCase();
}

/** @throws ValidationException for an over-long description */
export function checkDescription(description: string | undefined, member: string): void {
  if (description !== undefined && description.length > DESCRIPTION_LENGTH_MAX) {
    throw validationFailed(
      description,
      member,
      `Member must have length less than or equal to ${DESCRIPTION_LENGTH_MAX}`,
    );
  }
}

/** @throws ValidationException when a list has more than `max` entries */
export function checkCount(list: readonly unknown[], max: number, member: string): void {
  if (list.length > max)
    throw validationFailed(`[${list.length} entries]`, member, `Member must have length less than or equal to ${max}`);
}

/** A page size within its bounds, or `max` when absent. @throws ValidationException */
export function pageSize(asked: number | undefined, max: number): number {
  if (asked === undefined) return max;
  if (asked < 1)
    throw validationFailed(String(asked), "maxResults", "Member must have value greater than or equal to 1");
  if (asked > max)
    throw validationFailed(String(asked), "maxResults", `Member must have value less than or equal to ${max}`);
  return Math.floor(asked);
}
