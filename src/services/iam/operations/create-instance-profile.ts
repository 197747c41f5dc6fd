/**
 * CreateInstanceProfile. @throws ValidationError; InvalidInput; EntityAlreadyExists; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
 */
import { namedAccess, tagConditions } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { instanceProfileShape } from "../shapes.ts";
import { addInstanceProfile } from "../store/instance-profiles.ts";
import type { InstanceProfileRecord } from "../store/records.ts";
import { checkedTags } from "../tags.ts";
import { newUniqueId } from "../unique-ids.ts";
import { requireInstanceProfileName, requirePath } from "../validation.ts";

export const createInstanceProfile: IamOperation<"CreateInstanceProfile"> = {
  access: (input, context) => {
    const profile = { kind: "instance-profile", name: input.InstanceProfileName, path: input.Path } as const;
    return namedAccess("CreateInstanceProfile", context, profile, tagConditions(input.Tags));
  },
  async handle(input, context, iam) {
    requireInstanceProfileName(input.InstanceProfileName);
    requirePath(input.Path);
    const profile: InstanceProfileRecord = {
      id: newUniqueId("instance-profile", iam.runtime.ids),
      name: input.InstanceProfileName,
      path: input.Path ?? "/",
      createdMs: context.nowMs,
      tags: checkedTags(input.Tags, "kept"),
    };
    await iam.records.transact((transaction) => addInstanceProfile(transaction, context.accountId, profile));
    return { InstanceProfile: instanceProfileShape(context.accountId, profile, undefined) };
  },
};
