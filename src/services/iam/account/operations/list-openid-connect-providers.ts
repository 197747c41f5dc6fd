/**
 * ListOpenIDConnectProviders: all of them, there are at most 100.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
 */
import { RANGE_LIMIT_MAX } from "../../../../storage/record-store.ts";
import { accessTo } from "../../access.ts";
import { oidcArn } from "../oidc-providers.ts";
import { oidcKey } from "../records.ts";
import type { IamOperation } from "../../iam.ts";

export const listOpenIDConnectProviders: IamOperation<"ListOpenIDConnectProviders"> = {
  access: () => accessTo("ListOpenIDConnectProviders", "*"),
  handle: (_input, { accountId }, iam) =>
    iam.records.read((reader) => {
      const entries = reader.range({ prefix: oidcKey(accountId), limit: RANGE_LIMIT_MAX });
      return { OpenIDConnectProviderList: entries.map(({ key }) => ({ Arn: oidcArn(accountId, String(key.at(-1))) })) };
    }),
};
