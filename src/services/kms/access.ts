/**
 * What each operation asks of the policies. `access` is pure, so keys are named here as the request names them (an alias by the alias's ARN);
 * `resource-facts.ts` puts the key's own ARN in its place.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (read 2026-11-23)
 */
import type { Caller } from "../../auth/principal.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { EncryptionContext } from "../../kit/ports/keys.ts";
import { aliasArn, isKeyId, keyArn } from "./keys/key-reference.ts";
import { readCiphertextName } from "./material/ciphertext.ts";

export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** One check on the key that `keyId` names in any of the four ways. */
export function keyAccess(
  action: string,
  keyId: string | undefined,
  caller: Caller,
  conditions: Conditions = {},
): AccessCheck[] {
  const alias = aliasOf(keyId);
  const requested = alias === undefined ? {} : { "kms:RequestAlias": alias };
  return [
    {
      action: `kms:${action}`,
      resource: resourceOf(keyId ?? "", caller),
      conditions: { ...callerConditions(caller), ...requested, ...conditions },
    },
  ];
}

/** One check that is about no key. */
export function accountAccess(action: string, caller: Caller, conditions: Conditions = {}): AccessCheck[] {
  return [{ action: `kms:${action}`, resource: "*", conditions: { ...callerConditions(caller), ...conditions } }];
}

/** One check on the alias itself; alias operations ask for it beside the one on the key. */
export function aliasAccess(action: string, name: string, caller: Caller): AccessCheck[] {
  return [{ action: `kms:${action}`, resource: aliasArn(caller, name), conditions: callerConditions(caller) }];
}

/**
 * Set on a check that names an alias and means the key behind it, in operations on aliases. Not a key of AWS, so no policy can name it by
 * accident.
 */
export const ALIASED_KEY = "lakebed:aliased-key";

/** One check on the key behind the alias. */
export function aliasedKeyAccess(action: string, name: string, caller: Caller): AccessCheck[] {
  return aliasAccess(action, name, caller).map((check) => ({
    ...check,
    conditions: { ...check.conditions, [ALIASED_KEY]: "true" },
  }));
}

/** `kms:EncryptionContext:<key>` and `kms:EncryptionContextKeys`. */
export function contextConditions(context: EncryptionContext | undefined): Conditions {
  const conditions: Record<string, string | readonly string[]> = {};
  const keys = Object.keys(context ?? {});
  for (const key of keys) conditions[`kms:EncryptionContext:${key}`] = context?.[key] ?? "";
  if (keys.length > 0) conditions["kms:EncryptionContextKeys"] = keys;
  return conditions;
}

/** A condition key that is in the request only when its member is. */
export function condition(name: string, value: string | number | boolean | undefined): Conditions {
  return value === undefined ? {} : { [name]: String(value) };
}

export function tagConditions(
  tags: readonly { TagKey?: string | undefined; TagValue?: string | undefined }[] | undefined,
): Conditions {
  const conditions: Record<string, string | readonly string[]> = {};
  for (const { TagKey = "", TagValue = "" } of tags ?? []) conditions[`aws:RequestTag/${TagKey}`] = TagValue;
  if ((tags ?? []).length > 0) conditions["aws:TagKeys"] = (tags ?? []).map(({ TagKey = "" }) => TagKey);
  return conditions;
}

function callerConditions({ principal, calledVia, region }: Caller): Conditions {
  const service = calledVia?.at(-1);
  return {
    ...(principal.type === "anonymous" ? {} : { "kms:CallerAccount": principal.accountId }),
    // AWS: the service that made the request, with the Region: s3.us-east-1.amazonaws.com.
    ...(service === undefined
      ? {}
      : { "kms:ViaService": service.replace(/\.amazonaws\.com$/, `.${region}.amazonaws.com`) }),
  };
}

function aliasOf(keyId: string | undefined): string | undefined {
  if (keyId === undefined) return undefined;
  const start = keyId.startsWith("arn:") ? keyId.indexOf(":alias/") + 1 : 0;
  const name = keyId.slice(start);
  return name.startsWith("alias/") ? name : undefined;
}

function resourceOf(keyId: string, caller: Caller): string {
  if (keyId.startsWith("arn:")) return keyId;
  if (keyId.startsWith("alias/")) return aliasArn(caller, keyId);
  // A text that names no key is refused by the operation; until then it stands for a key of that name.
  return isKeyId(keyId) ? keyArn(caller, keyId) : keyArn(caller, keyId.replaceAll(/[*?]/g, "_"));
}

/** The key that Decrypt and ReEncrypt ask for: the named one, else the one that the ciphertext names, else none. */
export function decryptingKey(
  keyId: string | undefined,
  ciphertext: Uint8Array | undefined,
  { region }: Pick<Caller, "region">,
): string | undefined {
  if (keyId !== undefined) return keyId;
  const name = ciphertext === undefined ? undefined : readCiphertextName(ciphertext);
  return name === undefined ? undefined : keyArn({ accountId: name.accountId, region }, name.keyId);
}
