/**
 * Batch operations: each entry succeeds or is answered as an error of its own; one transaction holds them all.
 */
import type { ErrorDetail } from "@aws-sdk/client-glue";
import { ServiceError } from "../../kit/errors.ts";

/** Runs `act` for each entry. A refusal becomes one entry of the result; it must have written nothing. Other failures pass. */
export function batchErrors<Entry, Name extends object>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => Name,
  act: (entry: Entry) => void,
): (Name & { ErrorDetail: ErrorDetail })[] {
  const errors: (Name & { ErrorDetail: ErrorDetail })[] = [];
  for (const entry of entries) {
    try {
      act(entry);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      errors.push({ ...nameOf(entry), ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message } });
    }
  }
  return errors;
}
