/**
 * Import tokens carry what GetParametersForImport promised, sealed: the private half of the wrapping key, the key it is for, and until when. So nothing
 * is stored for imports that never come.
 */
import type { AlgorithmSpec } from "@aws-sdk/client-kms";
import { expiredImportToken, invalidImportToken } from "../errors.ts";
import type { Kms } from "../kms.ts";

const PURPOSE = "kms-import-token";

export interface ImportParameters {
  readonly keyArn: string;
  readonly algorithm: AlgorithmSpec;
  readonly validToMs: number;
  /** PKCS #8, base64. */
  readonly privateKey: string;
}

export function sealImportToken({ sealer }: Pick<Kms, "sealer">, parameters: ImportParameters): Uint8Array {
  return sealer.seal(PURPOSE, Buffer.from(JSON.stringify(parameters)));
}

/** @throws {ServiceError} InvalidImportTokenException, ExpiredImportTokenException */
export function openImportToken(
  { sealer }: Pick<Kms, "sealer">,
  token: Uint8Array,
  { keyArn, nowMs }: { readonly keyArn: string; readonly nowMs: number },
): ImportParameters {
  const opened = sealer.open(PURPOSE, token);
  if (opened === undefined) throw invalidImportToken();
  const parameters = JSON.parse(Buffer.from(opened).toString()) as ImportParameters;
  if (parameters.keyArn !== keyArn) throw invalidImportToken();
  if (parameters.validToMs <= nowMs) throw expiredImportToken();
  return parameters;
}
