/**
 * GetPublicKey. @throws ValidationException; NotFoundException; InvalidGrantTokenException; UnsupportedOperationException (no key pair);
 * DisabledException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
 */
import type { CustomerMasterKeySpec } from "@aws-sdk/client-kms";
import { keyAccess } from "../access.ts";
import { unsupported } from "../errors.ts";
import { algorithmsOf } from "../keys/key-metadata.ts";
import { isAsymmetric } from "../keys/key-specs.ts";
import { requireState, USABLE } from "../keys/key-state.ts";
import { findKeyToUse, openCurrent } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";

export const getPublicKey: KmsOperation<"GetPublicKey"> = {
  access: (input, context) => keyAccess("GetPublicKey", input.KeyId, context),
  async handle(input, context, kms) {
    const found = await findKeyToUse(kms, input.KeyId, context, input.GrantTokens);
    const { spec, usage } = found.backing;
    if (!isAsymmetric(spec)) throw unsupported(`KeySpec ${spec} is not valid for this operation`);
    requireState(found, USABLE);
    const { publicKey } = await openCurrent(kms, found, context.nowMs);
    return {
      KeyId: found.arn,
      PublicKey: publicKey,
      CustomerMasterKeySpec: spec as CustomerMasterKeySpec,
      KeySpec: spec,
      KeyUsage: usage,
      ...algorithmsOf(found.backing),
    };
  },
};
