/**
 * The steps that every protocol shares around its codec: turning a `MalformedInput` into the protocol's own refusal, and
 * refusing an input that lacks required members.
 */
import type { ServiceError } from "../kit/errors.ts";
import type { StructureShape } from "../model/shape.ts";
import { MalformedInput } from "./malformed-input.ts";
import { type MissingMember, missingMembers } from "./missing-members.ts";

/** Runs a decoder; its `MalformedInput` becomes the error that `refuse` makes of it, and nothing else is touched. */
export function refusing<T>(refuse: (malformed: MalformedInput) => ServiceError, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof MalformedInput) throw refuse(cause);
    throw cause;
  }
}

/** @throws {ServiceError} the one that `refuse` makes of the missing members, when there are any */
export function requireMembers<T extends Record<string, unknown>>(
  shape: StructureShape,
  input: T,
  refuse: (missing: readonly MissingMember[]) => ServiceError,
): T {
  const missing = missingMembers(shape, input);
  if (missing.length > 0) throw refuse(missing);
  return input;
}

// AWS: the wording of the Coral framework's constraint check, e.g. in DynamoDB and STS answers.
export function nullValueMessage(missing: readonly MissingMember[]): string {
  const lines = missing.map(
    ({ path }) =>
      `Value null at '${path.map(lowerFirst).join(".")}' failed to satisfy constraint: Member must not be null`,
  );
  const count = lines.length === 1 ? "1 validation error" : `${lines.length} validation errors`;
  return `${count} detected: ${lines.join("; ")}`;
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
