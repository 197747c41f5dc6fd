/**
 * GetInstanceProfile. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { instanceProfileShape } from "../shapes.ts";
import { requireInstanceProfile } from "../store/instance-profiles.ts";
import { profileRole } from "../trust-policy.ts";
import { requireInstanceProfileName } from "../validation.ts";

export const getInstanceProfile: IamOperation<"GetInstanceProfile"> = {
  access: (input, context) =>
    namedAccess("GetInstanceProfile", context, { kind: "instance-profile", name: input.InstanceProfileName }),
  async handle(input, context, iam) {
    requireInstanceProfileName(input.InstanceProfileName);
    const { accountId } = context;
    return iam.records.read((reader) => {
      const profile = requireInstanceProfile(reader, accountId, input.InstanceProfileName);
      const role = profileRole(reader, accountId, profile);
      return { InstanceProfile: instanceProfileShape(accountId, profile, role) };
    });
  },
};
