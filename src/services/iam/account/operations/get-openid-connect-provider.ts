/**
 * GetOpenIDConnectProvider. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
import { accessTo } from "../../access.ts";
import { getOidcProvider } from "../oidc-providers.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const getOpenIDConnectProvider: IamOperation<"GetOpenIDConnectProvider"> = {
  access: (input) => accessTo("GetOpenIDConnectProvider", input.OpenIDConnectProviderArn),
  handle: (input, { accountId }, iam) =>
    iam.records.read((reader) => {
      const record = getOidcProvider(reader, accountId, input.OpenIDConnectProviderArn);
      return {
        Url: record.url,
        ClientIDList: [...record.clientIds],
        ThumbprintList: [...record.thumbprints],
        CreateDate: new Date(record.createdMs),
        Tags: tagShapes(record.tags),
      };
    }),
};
