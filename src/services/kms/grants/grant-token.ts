/**
 * Grant tokens: they name a grant (readable, so that `access` needs no state) and prove that we issued it (a seal). Grants work at once here, so a
 * token never makes a difference to what is allowed; a wrong one is refused as on AWS.
 *
 *     base64url("<key ARN> <grant id>") "." base64url(seal)
 */
import { invalidGrantToken } from "../errors.ts";
import type { Kms } from "../kms.ts";
import { checkGrantTokens } from "../validation.ts";

const PURPOSE = "kms-grant-token";

export interface GrantName {
  readonly keyArn: string;
  readonly grantId: string;
}

export function issueGrantToken({ sealer }: Pick<Kms, "sealer">, { keyArn, grantId }: GrantName): string {
  const name = Buffer.from(`${keyArn} ${grantId}`).toString("base64url");
  return `${name}.${Buffer.from(sealer.seal(PURPOSE, new Uint8Array(), name)).toString("base64url")}`;
}

/** What the token says; nothing is proven by it. */
export function readGrantToken(token: string): GrantName | undefined {
  const [name = ""] = token.split(".");
  const [keyArn, grantId, ...rest] = Buffer.from(name, "base64url").toString().split(" ");
  if (keyArn === undefined || grantId === undefined || rest.length > 0 || !keyArn.startsWith("arn:")) return undefined;
  return { keyArn, grantId };
}

/** @throws {ServiceError} InvalidGrantTokenException */
export function openGrantToken({ sealer }: Pick<Kms, "sealer">, token: string): GrantName {
  const [name = "", seal = ""] = token.split(".");
  const opened = sealer.open(PURPOSE, Buffer.from(seal, "base64url"), name);
  const grant = readGrantToken(token);
  if (opened === undefined || grant === undefined) throw invalidGrantToken();
  return grant;
}

/** @throws {ServiceError} ValidationException, InvalidGrantTokenException */
export function checkGrantTokenList(kms: Pick<Kms, "sealer">, tokens: readonly string[] | undefined): void {
  checkGrantTokens(tokens);
  for (const token of tokens ?? []) openGrantToken(kms, token);
}
