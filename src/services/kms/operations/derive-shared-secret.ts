/**
 * DeriveSharedSecret. @throws ValidationException; NotFoundException; InvalidGrantTokenException; InvalidKeyUsageException; DisabledException;
 * KMSInvalidStateException; DryRunOperationException; NotImplemented for a Nitro recipient
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html
 */
import { createPublicKey, diffieHellman, type KeyObject } from "node:crypto";
import { condition, keyAccess } from "../access.ts";
import { validation } from "../errors.ts";
import { factsOfSpec } from "../keys/key-specs.ts";
import { endDryRun, noteUse, openKey } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { refuseRecipient } from "../material/encrypting.ts";
import { checkBytes, checkEnum } from "../validation.ts";

export const deriveSharedSecret: KmsOperation<"DeriveSharedSecret"> = {
  access: (input, context) =>
    keyAccess("DeriveSharedSecret", input.KeyId, context, {
      ...condition("kms:KeyAgreementAlgorithm", input.KeyAgreementAlgorithm),
    }),
  async handle(input, context, kms) {
    checkEnum("keyAgreementAlgorithm", input.KeyAgreementAlgorithm, ["ECDH"]);
    checkBytes("publicKey", input.PublicKey, { min: 1, max: 8192 });
    refuseRecipient("DeriveSharedSecret", input.Recipient);
    const { found, material } = await openKey(kms, input.KeyId, context, {
      operation: "DeriveSharedSecret",
      usage: "KEY_AGREEMENT",
      grantTokens: input.GrantTokens,
    });
    const peer = readPeerKey(input.PublicKey, factsOfSpec(found.backing.spec).curve);
    endDryRun(input.DryRun);
    const SharedSecret = diffieHellman({ privateKey: material.privateKeyObject(), publicKey: peer });
    noteUse(kms, found, "DeriveSharedSecret", context);
    return {
      KeyId: found.arn,
      SharedSecret,
      KeyAgreementAlgorithm: input.KeyAgreementAlgorithm,
      KeyOrigin: found.backing.origin,
    };
  },
};

/** OpenSSL checks that the point is on the curve. */
function readPeerKey(info: Uint8Array, curve: string | undefined): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.from(info), format: "der", type: "spki" });
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyDetails?.namedCurve !== curve || key === undefined)
    throw validation("The public key is not a valid point on the elliptic curve of the KMS key.");
  return key;
}
