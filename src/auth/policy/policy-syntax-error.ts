/**
 * Why a text is not a policy. Services turn it into their own error: MalformedPolicyDocument (IAM, STS, KMS, Organizations), MalformedPolicy (S3).
 */
export class PolicySyntaxError extends Error {
  override readonly name = "PolicySyntaxError";
  /** Where: `Version`, `Statement[0].Principal`; empty for the text as a whole. */
  readonly element: string;
  /** What was found there: `"AWS":"arn:aws:iam::123456789012:user/nobody"`; empty when that is not a short text. */
  readonly found: string;

  constructor(element: string, message: string, found = "") {
    super(message);
    this.element = element;
    this.found = found;
  }
}
