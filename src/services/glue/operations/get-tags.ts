/**
 * GetTags. @throws InvalidInputException; EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html
 */
import { resourceAccess } from "../access.ts";
import { readTags, taggedResource } from "../catalog/tags.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const getTags: GlueOperation<"GetTags"> = {
  access: (input) => resourceAccess("GetTags", input.ResourceArn),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    return {
      Tags: await glue.records.read((reader) => ({
        ...readTags(reader, scope, taggedResource(reader, scope, input.ResourceArn)),
      })),
    };
  },
};
