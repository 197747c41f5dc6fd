/** What a directory bucket's policy must be beyond the grammar: about this bucket, in the actions of directory buckets. */
import { parsePolicy } from "../../../auth/policy/parse-policy.ts";
import { orMalformed } from "../../../kit/malformed-policy.ts";
import { malformedPolicy } from "../errors.ts";

/** @throws {MalformedPolicy} 400 */
export function checkExpressPolicy(text: string, bucket: string): void {
  for (const { action, resource } of orMalformed(() => parsePolicy(text, "resource"), malformedPolicy).statements) {
    if (!action.patterns.every((pattern) => pattern === "*" || pattern.toLowerCase().startsWith("s3express:")))
      throw malformedPolicy("Policy has invalid action");
    if (!(resource?.patterns ?? []).every((pattern) => pattern.endsWith(`:bucket/${bucket}`)))
      throw malformedPolicy("Policy has invalid resource");
  }
}
