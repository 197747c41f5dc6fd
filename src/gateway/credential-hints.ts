/**
 * One line in the server's log for credentials that are not good here: AWS's words, which clients show, do not say what to do about it. Once a minute for an
 * access key.
 */
import { queryParameter } from "../auth/sigv4/signature-claim.ts";
import type { ServiceError } from "../kit/errors.ts";
import { Rarely } from "../kit/rarely.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import { CREDENTIAL_HINT_INTERVAL_MS } from "./limits.ts";

const UNKNOWN =
  'no user here has this access key: eval "$(lakebed env)" sets that of the root user, aws iam create-access-key makes others';
const MISMATCH =
  "the secret access key is not the one of this access key, or the request was changed on its way (host, path or fields)";
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ["InvalidAccessKeyId", UNKNOWN],
  ["InvalidClientTokenId", UNKNOWN],
  ["UnrecognizedClientException", UNKNOWN],
  ["SignatureDoesNotMatch", MISMATCH],
  ["InvalidSignatureException", MISMATCH],
]);

export class CredentialHints {
  readonly #runtime: Pick<Runtime, "clock" | "log">;
  readonly #rarely = new Rarely(CREDENTIAL_HINT_INTERVAL_MS);

  constructor(runtime: Pick<Runtime, "clock" | "log">) {
    this.#runtime = runtime;
  }

  say(incoming: IncomingRequest, error: ServiceError): void {
    const remedy = REMEDIES.get(error.code);
    const accessKeyId = remedy === undefined ? undefined : accessKeyOf(incoming);
    const { clock, log } = this.#runtime;
    if (remedy === undefined || accessKeyId === undefined) return;
    if (this.#rarely.isDue(`${error.code} ${accessKeyId}`, clock.monotonicMs()))
      log.info("credentials refused", { accessKeyId, code: error.code, remedy });
  }
}

/** As the request names it, in one of its forms; at most 128 characters (IAM, AccessKey). */
function accessKeyOf({ headers, rawQuery }: IncomingRequest): string | undefined {
  const field = /(?:Credential=|^AWS )([\w.+-]{1,128})[/:]/.exec(headers.get("authorization") ?? "")?.[1];
  return field ?? queryParameter(rawQuery, "X-Amz-Credential")?.split("/")[0]?.slice(0, 128);
}
