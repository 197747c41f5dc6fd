/**
 * ListSAMLProviders: all of them, there are at most 100.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html
 */
import { RANGE_LIMIT_MAX } from "../../../../storage/record-store.ts";
import { accessTo } from "../../access.ts";
import { decodeRecord } from "../../store/records.ts";
import { samlKey } from "../records.ts";
import { samlArn, type SamlProviderRecord } from "../saml-providers.ts";
import type { IamOperation } from "../../iam.ts";

export const listSAMLProviders: IamOperation<"ListSAMLProviders"> = {
  access: () => accessTo("ListSAMLProviders", "*"),
  handle: (_input, { accountId }, iam) =>
    iam.records.read((reader) => {
      const entries = reader.range({ prefix: samlKey(accountId), limit: RANGE_LIMIT_MAX });
      const records = entries.map(({ value }) => decodeRecord<SamlProviderRecord>(value));
      return {
        SAMLProviderList: records.map(({ name, validUntilMs, createdMs }) => ({
          Arn: samlArn(accountId, name),
          ValidUntil: new Date(validUntilMs),
          CreateDate: new Date(createdMs),
        })),
      };
    }),
};
