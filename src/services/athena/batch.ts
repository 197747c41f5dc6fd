/** Bounds of batch inputs. */
import { invalidRequest } from "./errors.ts";

/** @throws {ServiceError} InvalidRequestException for none or too many */
export function checkBatch(items: readonly unknown[], member: string, max: number): void {
  if (items.length >= 1 && items.length <= max) return;
  throw invalidRequest(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length between 1 and ${max}`,
  );
}
