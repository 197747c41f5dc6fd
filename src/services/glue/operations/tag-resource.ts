/**
 * TagResource. @throws InvalidInputException; EntityNotFoundException; ValidationException when there would be too
 * many tags
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html
 */
import { resourceAccess } from "../access.ts";
import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import { checkedTags, putTags, readTags, taggedResource } from "../catalog/tags.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const tagResource: GlueOperation<"TagResource"> = {
  access: (input) =>
    resourceAccess("TagResource", input.ResourceArn, requestTagConditions(Object.entries(input.TagsToAdd))),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    const added = checkedTags(input.TagsToAdd);
    await glue.records.transact((transaction) => {
      const resource = taggedResource(transaction, scope, input.ResourceArn);
      putTags(transaction, scope, resource, checkedTags({ ...readTags(transaction, scope, resource), ...added }));
    });
    return {};
  },
};
