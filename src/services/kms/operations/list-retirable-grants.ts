/**
 * ListRetirableGrants: the grants in this Region that the principal may retire, on keys of any account. @throws ValidationException; InvalidArnException;
 * InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
 */
import type { GrantListEntry } from "@aws-sdk/client-kms";
import type { Entry, Reader } from "../../../storage/record-store.ts";
import { accountAccess } from "../access.ts";
import { validation } from "../errors.ts";
import { findGrant, grantListEntry } from "../grants/grants.ts";
import type { Kms, KmsOperation } from "../kms.ts";
import { GRANTS_PAGE } from "../limits.ts";
import { readPage } from "../paging.ts";
import { retirableKey } from "../records.ts";

export const listRetirableGrants: KmsOperation<"ListRetirableGrants"> = {
  access: (_input, context) => accountAccess("ListRetirableGrants", context),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      const principal = input.RetiringPrincipal;
      if (input.RetiringServicePrincipal !== undefined)
        throw validation("RetiringServicePrincipal is usable by service principals only.");
      if (principal === undefined) throw validation("RetiringPrincipal is required.");
      // AWS: a principal of the caller's own account (API reference).
      if (!principal.split(":").includes(context.accountId))
        throw validation(`RetiringPrincipal ${principal} is not a principal of account ${context.accountId}.`);
      const prefix = retirableKey(context.region, kms.principals.keptName(reader, principal));
      const { entries, ...page } = readPage(reader, prefix, input, GRANTS_PAGE);
      return { Grants: entries.flatMap((entry) => listEntry(kms, reader, context.region, entry)), ...page };
    }),
};

function listEntry(kms: Kms, reader: Reader, region: string, { key }: Entry): GrantListEntry[] {
  const [accountId, keyId, grantId] = key.slice(-3).map(String);
  if (accountId === undefined || keyId === undefined || grantId === undefined) return [];
  const place = { accountId, region };
  const grant = findGrant(reader, place, keyId, grantId);
  const showName = (name: string): string => kms.principals.showName(reader, name);
  return grant === undefined ? [] : [grantListEntry(place, keyId, grant, showName)];
}
