/**
 * ListGrants. @throws ValidationException; NotFoundException; InvalidMarkerException; InvalidGrantIdException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
 */
import type { GrantListEntry } from "@aws-sdk/client-kms";
import { condition, keyAccess } from "../access.ts";
import { notFound, validation } from "../errors.ts";
import { checkGrantId } from "../grants/grant-ids.ts";
import { findGrant, grantListEntry } from "../grants/grants.ts";
import { findKeyByIdOrArn } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";
import { GRANTS_PAGE } from "../limits.ts";
import { readPage } from "../paging.ts";
import { decodeRecord, grantByKey, type GrantRecord, grantKey } from "../records.ts";

export const listGrants: KmsOperation<"ListGrants"> = {
  access: (input, context) =>
    keyAccess("ListGrants", input.KeyId, context, {
      ...condition("kms:GrantIsForAWSResource", (context.calledVia ?? []).length > 0),
    }),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      const { place, id } = findKeyByIdOrArn(reader, input.KeyId, context);
      const entryOf = (grant: GrantRecord): GrantListEntry =>
        grantListEntry(place, id, grant, (name) => kms.principals.showName(reader, name));
      if (input.GranteeServicePrincipal !== undefined)
        throw validation("GranteeServicePrincipal is usable by service principals only.");
      if (input.GrantId !== undefined) {
        checkGrantId(input.GrantId);
        const grant = findGrant(reader, place, id, input.GrantId);
        if (grant === undefined) throw notFound(`Grant ${input.GrantId} does not exist`);
        return { Grants: [entryOf(grant)], Truncated: false };
      }
      if (input.GranteePrincipal === undefined) {
        const { entries, ...page } = readPage(reader, grantKey(place, id), input, GRANTS_PAGE);
        const Grants = entries.map(({ value }) => entryOf(decodeRecord<GrantRecord>(value)));
        return { Grants, ...page };
      }
      const grantee = kms.principals.keptName(reader, input.GranteePrincipal);
      const prefix = grantByKey(place, id, "grantee", grantee);
      const { entries, ...page } = readPage(reader, prefix, input, GRANTS_PAGE);
      const found = entries.flatMap(({ key }) => findGrant(reader, place, id, String(key.at(-1))) ?? []);
      return { Grants: found.map(entryOf), ...page };
    }),
};
