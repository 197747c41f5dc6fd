/** What CreateGrant may be asked for, checked in the order of the API reference. */
import type { CreateGrantRequest, GrantConstraints, GrantOperation } from "@aws-sdk/client-kms";
import { parseArn } from "../../../kit/arn.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { constraint, invalidArn, invalidPrincipalArn, validation } from "../errors.ts";
import type { FoundKey } from "../keys/find-key.ts";
import { grantOperationsOf } from "../keys/key-specs.ts";
import { GRANT_CONSTRAINT_PAIRS_MAX, GRANT_NAME_LENGTH_MAX } from "../limits.ts";
import type { Kms } from "../kms.ts";
import type { GrantRecord, Place } from "../records.ts";
import { checkEnum, checkLength, checkPattern } from "../validation.ts";

export type GrantDesign = Omit<GrantRecord, "grantId" | "createdMs" | "issuingAccount">;

const OPERATIONS: readonly GrantOperation[] = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
  "Sign",
  "Verify",
  "GetPublicKey",
  "CreateGrant",
  "RetireGrant",
  "DescribeKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "VerifyMac",
  "DeriveSharedSecret",
  "Encapsulate",
  "Decapsulate",
];
/** Of an encryption context constraint. */
const VALUE_LENGTH_MAX = 384;

/** @throws {ServiceError} ValidationException, InvalidArnException */
export function readGrantDesign(input: CreateGrantRequest): GrantDesign {
  const operations = input.Operations ?? [];
  if (operations.length === 0) throw constraint("operations", "[]", "have length greater than or equal to 1");
  for (const operation of operations) checkEnum("operations", operation, OPERATIONS);
  if (input.Name !== undefined) {
    checkLength("name", input.Name, { min: 1, max: GRANT_NAME_LENGTH_MAX });
    checkPattern("name", input.Name, { test: /^[a-zA-Z0-9:/_-]+$/, text: "^[a-zA-Z0-9:/_-]+$" });
  }
  requireOne(input.GranteePrincipal, input.GranteeServicePrincipal, "Grantee");
  if (input.RetiringPrincipal !== undefined && input.RetiringServicePrincipal !== undefined)
    throw validation("Specify either RetiringPrincipal or RetiringServicePrincipal, not both.");
  checkServiceGrant(input);
  checkPrincipalArn(input.GranteePrincipal);
  checkPrincipalArn(input.RetiringPrincipal);
  return {
    name: input.Name,
    granteePrincipal: input.GranteePrincipal,
    granteeServicePrincipal: input.GranteeServicePrincipal,
    retiringPrincipal: input.RetiringPrincipal,
    retiringServicePrincipal: input.RetiringServicePrincipal,
    operations,
    constraints: readConstraints(input.Constraints),
  };
}

/**
 * The grant with its users and roles as it keeps them. AWS: InvalidArnException for those that are not there, and unique ids for those that are gone
 * (hashicorp/terraform-provider-aws pull request 3038, aws/aws-sdk-go issue 1718).
 * @throws {ServiceError} InvalidArnException
 */
export function keptGrantDesign(
  { principals }: Kms,
  transaction: Transaction,
  design: GrantDesign,
  { accountId }: Pick<Place, "accountId">,
): GrantDesign {
  const kept = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    const known = principals.keepName(transaction, name, accountId);
    if (known === undefined) throw invalidPrincipalArn(name);
    return known;
  };
  const [granteePrincipal, retiringPrincipal] = [kept(design.granteePrincipal), kept(design.retiringPrincipal)];
  return { ...design, granteePrincipal, retiringPrincipal };
}

function requireOne(principal: string | undefined, service: string | undefined, what: string): void {
  if ((principal === undefined) === (service === undefined))
    throw validation(`Specify either ${what}Principal or ${what}ServicePrincipal, but not both.`);
}

function checkServiceGrant(input: CreateGrantRequest): void {
  if (input.GranteeServicePrincipal === undefined) return;
  if (input.Constraints?.SourceArn === undefined)
    throw validation("A SourceArn grant constraint is required with GranteeServicePrincipal.");
  if (input.RetiringPrincipal === undefined && input.RetiringServicePrincipal === undefined)
    throw validation("RetiringPrincipal or RetiringServicePrincipal is required with GranteeServicePrincipal.");
}

/** AWS accounts, users, roles and their sessions, or (as AWS's own services do) a service's name. @throws {ServiceError} InvalidArnException */
function checkPrincipalArn(text: string | undefined): void {
  if (text === undefined || /^[a-z0-9.-]+\.amazonaws\.com$/.test(text)) return;
  checkLength("principal", text, { min: 1, max: 256 });
  const arn = parseArn(text);
  const isPrincipal =
    /^\d{12}$/.test(arn?.accountId ?? "") &&
    ((arn?.service === "iam" && /^(?:root$|user\/.|role\/.)/.test(arn.resource)) ||
      (arn?.service === "sts" && /^(?:assumed-role|federated-user)\/./.test(arn.resource)));
  if (!isPrincipal) throw invalidArn(text);
}

function readConstraints(constraints: GrantConstraints | undefined): GrantConstraints | undefined {
  if (constraints === undefined) return undefined;
  for (const pairs of [constraints.EncryptionContextEquals, constraints.EncryptionContextSubset]) {
    const values = Object.values(pairs ?? {});
    if (values.length > GRANT_CONSTRAINT_PAIRS_MAX)
      throw validation(`A grant constraint can have at most ${GRANT_CONSTRAINT_PAIRS_MAX} encryption context pairs.`);
    if (values.some((value) => value.length > VALUE_LENGTH_MAX))
      throw validation(`A value in a grant constraint can have at most ${VALUE_LENGTH_MAX} characters.`);
  }
  return constraints;
}

/** @throws {ServiceError} ValidationException when an operation or a constraint does not go with the key */
export function checkGrantFitsKey({ backing }: FoundKey, { operations, constraints }: GrantDesign): void {
  const valid = grantOperationsOf(backing.spec, backing.usage);
  const wrong = operations.filter((operation) => !valid.includes(operation));
  if (wrong.length > 0)
    throw validation(
      `Operations [${wrong.join(", ")}] are not supported for a KMS key with key spec ${backing.spec} and key usage ${backing.usage}.`,
    );
  const hasContext =
    constraints?.EncryptionContextEquals !== undefined || constraints?.EncryptionContextSubset !== undefined;
  if (hasContext && backing.spec !== "SYMMETRIC_DEFAULT")
    throw validation("Encryption context grant constraints are supported for symmetric encryption KMS keys only.");
}
