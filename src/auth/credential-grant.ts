/**
 * Credential grants: the authorization token of the container credentials endpoint. It names the role, and the service as which the role is had, sealed; so
 * the endpoint keeps nothing, and a token is good as long as the root key is. It gives no more than the role's trust policy gives to the service.
 */
import type { Sealer } from "../kit/ports/sealer.ts";

export interface CredentialGrant {
  readonly roleArn: string;
  /** e.g. `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  readonly sessionName: string;
}

const PURPOSE = "credential-grant";
const TOKEN = /^[\w-]{1,4096}$/;

/** Base64url. */
export function sealCredentialGrant(sealer: Sealer, { roleArn, service, sessionName }: CredentialGrant): string {
  const plaintext = Buffer.from(JSON.stringify([roleArn, service, sessionName]));
  return Buffer.from(sealer.seal(PURPOSE, plaintext)).toString("base64url");
}

/** Undefined for what was not sealed here. Never throws. */
export function openCredentialGrant(sealer: Sealer, token: string): CredentialGrant | undefined {
  if (!TOKEN.test(token)) return undefined;
  const plaintext = sealer.open(PURPOSE, Buffer.from(token, "base64url"));
  if (plaintext === undefined) return undefined;
  const [roleArn, service, sessionName] = JSON.parse(Buffer.from(plaintext).toString("utf8")) as [
    string,
    string,
    string,
  ];
  return { roleArn, service, sessionName };
}
