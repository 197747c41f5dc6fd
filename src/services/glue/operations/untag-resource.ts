/**
 * UntagResource. Absent keys are not errors. @throws InvalidInputException; EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UntagResource.html
 */
import { resourceAccess } from "../access.ts";
import { tagKeyConditions } from "../../../kit/tag-conditions.ts";
import { putTags, readTags, taggedResource } from "../catalog/tags.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const untagResource: GlueOperation<"UntagResource"> = {
  access: (input) => resourceAccess("UntagResource", input.ResourceArn, tagKeyConditions(input.TagsToRemove)),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    const removed = new Set(input.TagsToRemove);
    await glue.records.transact((transaction) => {
      const resource = taggedResource(transaction, scope, input.ResourceArn);
      const kept = Object.entries(readTags(transaction, scope, resource)).filter(([key]) => !removed.has(key));
      putTags(transaction, scope, resource, Object.fromEntries(kept));
    });
    return {};
  },
};
