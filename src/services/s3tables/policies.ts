/** Resource policies of table buckets and tables, as they are given. */
import { parsePolicy } from "../../auth/policy/parse-policy.ts";
import { PolicySyntaxError } from "../../auth/policy/policy-syntax-error.ts";
import { badRequest } from "./errors.ts";
import { POLICY_BYTES_MAX } from "./limits.ts";

/** @throws {BadRequestException} 400 for a text that is no resource policy */
export function checkPolicy(text: string): string {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) throw badRequest("The specified policy is too large.");
  try {
    parsePolicy(text, "resource");
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw badRequest(error.message);
    throw error;
  }
  return text;
}
