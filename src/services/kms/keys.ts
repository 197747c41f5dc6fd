/**
 * The `Keys` port: envelope keys for other services in their caller's name. It runs what GenerateDataKey and Decrypt run, after the same question to
 * the policies, with `kms:ViaService` from `caller.calledVia`.
 */
import type { Authorizer } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/principal.ts";
import type { Keys } from "../../kit/ports/keys.ts";
import { condition, contextConditions, decryptingKey, keyAccess } from "./access.ts";
import { invalidCiphertext } from "./errors.ts";
import { noteUse, type UseContext } from "./keys/use-key.ts";
import type { Kms } from "./kms.ts";
import { makeDataKey } from "./material/data-keys.ts";
import { decryptWith } from "./material/encrypting.ts";

export function createKeys(kms: Kms, authorizer: Authorizer): Keys {
  return {
    async generateDataKey(caller, keyId, context) {
      await authorizer.authorize(caller, keyAccess("GenerateDataKey", keyId, caller, conditionsOf(context)), "json");
      const input = { KeyId: keyId, KeySpec: "AES_256", EncryptionContext: { ...context } } as const;
      const made = await makeDataKey(kms, input, useBy(kms, caller), "GenerateDataKey");
      return { keyArn: made.found.arn, plaintext: made.plaintext, ciphertext: made.ciphertext };
    },
    async decrypt(caller, ciphertext, context) {
      const keyId = decryptingKey(undefined, ciphertext, caller);
      if (keyId === undefined) throw invalidCiphertext();
      await authorizer.authorize(caller, keyAccess("Decrypt", keyId, caller, conditionsOf(context)), "json");
      const decryption = { algorithm: "SYMMETRIC_DEFAULT", context, ciphertext, keyId: undefined } as const;
      const use = useBy(kms, caller);
      const { found, plaintext } = await decryptWith(kms, { ...decryption, operation: "Decrypt" }, use);
      noteUse(kms, found, "Decrypt", use);
      return plaintext;
    },
  };
}

const conditionsOf = (context: Readonly<Record<string, string>>): ReturnType<typeof contextConditions> => ({
  ...contextConditions(context),
  ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
});

function useBy({ runtime }: Kms, { accountId, region, origin }: Caller): UseContext {
  return { accountId, region, nowMs: runtime.clock.nowMs(), requestId: origin?.requestId ?? "" };
}
