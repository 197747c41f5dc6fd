/**
 * ListInstanceProfiles. In the order of their names; without tags. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html
 */
import { listAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { listedInstanceProfile } from "../shapes.ts";
import { listInstanceProfiles as listProfiles } from "../store/instance-profiles.ts";
import { profileRole } from "../trust-policy.ts";
import { requirePathPrefix } from "../validation.ts";

export const listInstanceProfiles: IamOperation<"ListInstanceProfiles"> = {
  access: (input, context) => listAccess("ListInstanceProfiles", context, "instance-profile", input.PathPrefix),
  async handle(input, context, iam) {
    requirePathPrefix(input.PathPrefix);
    const listing = { page: pageOf(input), pathPrefix: input.PathPrefix };
    const { accountId } = context;
    return iam.records.read((reader) => {
      const { items, page } = listProfiles(reader, accountId, listing);
      const profiles = items.map((profile) =>
        listedInstanceProfile(accountId, profile, profileRole(reader, accountId, profile)),
      );
      return { InstanceProfiles: profiles, ...page };
    });
  },
};
