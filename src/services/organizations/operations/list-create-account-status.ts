/**
 * ListCreateAccountStatus, filtered by state. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html
 */
import { CreateAccountState } from "@aws-sdk/client-organizations";
import { plainAccess } from "../access.ts";
import { checkedEnum } from "../check-input.ts";
import { getRequest, requestShape } from "../create-requests.ts";
import { look } from "../membership.ts";
import { requestKey } from "../records.ts";
import { pageOf } from "../scan.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const listCreateAccountStatus: OrganizationsOperation<"ListCreateAccountStatus"> = {
  access: () => plainAccess("ListCreateAccountStatus"),
  async handle(input, context, organizations) {
    const states = input.States?.map((state) => checkedEnum(state, CreateAccountState));
    return look(organizations, context, (reader, organization) => {
      const make = (id: string) => {
        const shape = requestShape(getRequest(reader, organization, id));
        return states === undefined || states.length === 0 || states.includes(shape.State) ? shape : undefined;
      };
      const { items, nextToken } = pageOf(reader, { prefix: requestKey(organization.id), make }, input);
      return { CreateAccountStatuses: items, NextToken: nextToken };
    });
  },
};
