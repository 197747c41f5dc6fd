/**
 * The `Keys` port: envelope keys for other services in their caller's name. It runs what GenerateDataKey and Decrypt run, after the same question to
 * the policies, with `kms:ViaService` from `caller.calledVia`, and tells each use to the audit trail as the call that it stands for.
 */
import type { Authorizer } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/principal.ts";
import { ServiceError } from "../../kit/errors.ts";
import type { AuditTrail } from "../../kit/ports/audit-trail.ts";
import type { EncryptionContext, Keys } from "../../kit/ports/keys.ts";
import { condition, contextConditions, decryptingKey, keyAccess } from "./access.ts";
import { invalidCiphertext } from "./errors.ts";
import { noteUse, type UseContext } from "./keys/use-key.ts";
import type { Kms } from "./kms.ts";
import { makeDataKey } from "./material/data-keys.ts";
import { decryptWith } from "./material/encrypting.ts";

export interface KeysPorts {
  readonly authorizer: Authorizer;
  readonly trail: AuditTrail;
}

export function createKeys(kms: Kms, { authorizer, trail }: KeysPorts): Keys {
  return {
    async generateDataKey(caller, keyId, context) {
      const checks = keyAccess("GenerateDataKey", keyId, caller, conditionsOf(context));
      const parameters = { keyId, keySpec: "AES_256", encryptionContext: { ...context } };
      return await told(kms, trail, { caller, operation: "GenerateDataKey", parameters, asked: checks }, async () => {
        await authorizer.authorize(caller, checks, "json");
        const input = { KeyId: keyId, KeySpec: "AES_256", EncryptionContext: { ...context } } as const;
        const made = await makeDataKey(kms, input, useBy(kms, caller), "GenerateDataKey");
        return { keyArn: made.found.arn, plaintext: made.plaintext, ciphertext: made.ciphertext };
      });
    },
    async decrypt(caller, ciphertext, context) {
      const keyId = decryptingKey(undefined, ciphertext, caller);
      if (keyId === undefined) throw invalidCiphertext();
      const checks = keyAccess("Decrypt", keyId, caller, conditionsOf(context));
      const parameters = { encryptionContext: { ...context }, encryptionAlgorithm: "SYMMETRIC_DEFAULT" };
      const { plaintext } = await told(
        kms,
        trail,
        { caller, operation: "Decrypt", parameters, asked: checks },
        async () => {
          await authorizer.authorize(caller, checks, "json");
          const decryption = { algorithm: "SYMMETRIC_DEFAULT", context, ciphertext, keyId: undefined } as const;
          const use = useBy(kms, caller);
          const decrypted = await decryptWith(kms, { ...decryption, operation: "Decrypt" }, use);
          noteUse(kms, decrypted.found, "Decrypt", use);
          return { keyArn: decrypted.found.arn, plaintext: decrypted.plaintext };
        },
      );
      return plaintext;
    },
  };
}

interface Use {
  readonly caller: Caller;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly asked: ReturnType<typeof keyAccess>;
}

/** AWS: one event for each use, refused ones too, of the caller and invoked by the service (kms/latest/developerguide/ct-generatedatakey.html, ct-decrypt.html). */
async function told<T extends { readonly keyArn: string }>(
  kms: Kms,
  trail: AuditTrail,
  use: Use,
  work: () => Promise<T>,
): Promise<T> {
  const tell = (resources: readonly string[], error?: ServiceError): void => {
    const { principal, accountId, region, calledVia, origin } = use.caller;
    trail.record({
      requestId: origin?.requestId ?? kms.runtime.ids.uuid(),
      timeMs: kms.runtime.clock.nowMs(),
      // Without its origin: the call comes from the service.
      caller: { principal, accountId, region, calledVia },
      eventSource: "kms.amazonaws.com",
      operation: use.operation,
      isReadOnly: true,
      isManagement: true,
      resources,
      requestParameters: use.parameters,
      errorCode: error?.code,
      errorMessage: error?.message,
    });
  };
  try {
    const done = await work();
    tell([done.keyArn]);
    return done;
  } catch (error) {
    if (error instanceof ServiceError)
      tell(
        use.asked.map(({ resource }) => resource),
        error,
      );
    throw error;
  }
}

const conditionsOf = (context: EncryptionContext): ReturnType<typeof contextConditions> => ({
  ...contextConditions(context),
  ...condition("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
});

function useBy({ runtime }: Kms, { accountId, region, origin }: Caller): UseContext {
  return { accountId, region, nowMs: runtime.clock.nowMs(), requestId: origin?.requestId ?? "" };
}
