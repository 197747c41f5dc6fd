/** Ids of grants: 64 hex digits. */
import { invalidGrantId } from "../errors.ts";
import { checkLength } from "../validation.ts";

/** @throws {ServiceError} ValidationException, InvalidGrantIdException */
export function checkGrantId(grantId: string): void {
  checkLength("grantId", grantId, { min: 1, max: 128 });
  if (!/^[0-9a-f]{64}$/.test(grantId)) throw invalidGrantId();
}
