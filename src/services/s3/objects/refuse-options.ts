/** A customer key where no object has one. */
import { NotImplementedError } from "../../../kit/errors.ts";
import { invalidRequest } from "../errors.ts";

export interface CustomerKeyOptions {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

/** AWS: a customer key for an object that was stored without one is an error, and here no object has one. @throws {InvalidRequest} 400 */
export function refuseCustomerKey(input: CustomerKeyOptions): void {
  if (isKeyGiven(input)) throw invalidRequest("The encryption parameters are not applicable to this object.");
}

/** The same for a part, whose upload would have been refused with it. @throws {NotImplemented} 501 */
export function refuseCustomerKeyOfPart(input: CustomerKeyOptions): void {
  if (isKeyGiven(input))
    throw new NotImplementedError("s3", "server-side encryption with customer keys", "objects are not sealed yet");
}

function isKeyGiven(input: CustomerKeyOptions): boolean {
  return [input.SSECustomerAlgorithm, input.SSECustomerKey, input.SSECustomerKeyMD5].some((key) => key !== undefined);
}
