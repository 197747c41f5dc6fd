/**
 * ListAccounts, in the order of their ids. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
import { plainAccess } from "../access.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { accountKey } from "../records.ts";
import { pageOf } from "../scan.ts";
import { accountShape, getAccount } from "../tree.ts";

export const listAccounts: OrganizationsOperation<"ListAccounts"> = {
  access: () => plainAccess("ListAccounts"),
  handle: (input, context, organizations) =>
    look(organizations, context, (reader, organization) => {
      const make = (id: string) => accountShape(reader, organization, getAccount(reader, organization, id));
      const { items, nextToken } = pageOf(reader, { prefix: accountKey(organization.id), make }, input);
      return { Accounts: items, NextToken: nextToken };
    }),
};
