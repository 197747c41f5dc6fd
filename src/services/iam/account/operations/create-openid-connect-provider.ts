/**
 * CreateOpenIDConnectProvider. @throws ValidationError; InvalidInput; LimitExceeded; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
import { accessTo, tagConditions } from "../../access.ts";
import { checkedTags } from "../../tags.ts";
import { addOidcProvider, checkedUrl, oidcArn, requireClientIds, requireThumbprints } from "../oidc-providers.ts";
import { tagShapes } from "../tagged.ts";
import type { IamOperation } from "../../iam.ts";

export const createOpenIDConnectProvider: IamOperation<"CreateOpenIDConnectProvider"> = {
  validate(input) {
    checkedUrl(input.Url);
    requireClientIds(input.ClientIDList);
    requireThumbprints(input.ThumbprintList);
  },
  access: (input, { accountId }) =>
    accessTo("CreateOpenIDConnectProvider", oidcArn(accountId, checkedUrl(input.Url)), tagConditions(input.Tags)),
  async handle(input, { accountId, nowMs }, iam) {
    const record = {
      url: checkedUrl(input.Url),
      clientIds: [...new Set(input.ClientIDList ?? [])],
      // AWS: without thumbprints IAM asks the provider for its certificate. Here the system's authorities decide instead.
      thumbprints: input.ThumbprintList ?? [],
      tags: checkedTags(input.Tags, "kept"),
      createdMs: nowMs,
    };
    await iam.records.transact((transaction) => addOidcProvider(transaction, accountId, record));
    return { OpenIDConnectProviderArn: oidcArn(accountId, record.url), Tags: tagShapes(record.tags) };
  },
};
