/**
 * ListPoliciesGrantingServiceAccess. In one page. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
 */
import { accessTo } from "../access.ts";
import { iamArn, parseIamArn } from "../arns.ts";
import { invalidInput, noSuchEntity } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { SERVICE_NAMESPACES_MAX } from "../limits.ts";
import { grantsService, policiesOfEntity, policiesOfUser } from "../service-access.ts";
import { requireEntity } from "../store/entities.ts";
import { countWithin, lengthWithin, matches, requireArn, requireValid } from "../validation.ts";

export const listPoliciesGrantingServiceAccess: IamOperation<"ListPoliciesGrantingServiceAccess"> = {
  access: (input) => accessTo("ListPoliciesGrantingServiceAccess", input.Arn),
  async handle(input, context, iam) {
    requireArn(input.Arn, "arn");
    requireValid(
      countWithin("serviceNamespaces", input.ServiceNamespaces, SERVICE_NAMESPACES_MAX),
      input.ServiceNamespaces.flatMap((namespace, index) => [
        ...lengthWithin(`serviceNamespaces.${index + 1}.member`, namespace, 1, 64),
        ...matches(`serviceNamespaces.${index + 1}.member`, namespace, /^[\w-]*$/, "[\\w-]*"),
      ]),
    );
    const { accountId } = context;
    const arn = parseIamArn(input.Arn);
    const kind = arn?.kind;
    if (arn?.accountId !== accountId || (kind !== "user" && kind !== "group" && kind !== "role"))
      throw invalidInput(`ARN ${input.Arn} is not of a user, group or role of this account.`);
    const aws = await iam.awsPolicies();
    const policies = await iam.records.read((reader) => {
      const place = { reader, aws, accountId };
      const entity = requireEntity(reader, accountId, kind, arn.name);
      // Names are found without case and path; permission was asked for the ARN as it was written.
      if (iamArn(accountId, kind, entity.path, entity.name) !== input.Arn)
        throw noSuchEntity(`ARN ${input.Arn} was not found.`);
      return "groups" in entity ? policiesOfUser(place, entity) : policiesOfEntity(place, kind, entity);
    });
    return {
      PoliciesGrantingServiceAccess: input.ServiceNamespaces.map((namespace) => ({
        ServiceNamespace: namespace,
        Policies: policies.filter(({ document }) => grantsService(document, namespace)).map(({ shape }) => shape),
      })),
      IsTruncated: false,
    };
  },
};
