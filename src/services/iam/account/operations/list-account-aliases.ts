/**
 * ListAccountAliases: one or none. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
 */
import { accessTo } from "../../access.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { findAlias } from "../aliases.ts";
import type { IamOperation } from "../../iam.ts";

export const listAccountAliases: IamOperation<"ListAccountAliases"> = {
  access: () => accessTo("ListAccountAliases", "*"),
  async handle(input, { accountId }, iam) {
    const page = pageOf(input);
    const alias = await iam.records.read((reader) => findAlias(reader, accountId));
    const listed = pageOfList(alias === undefined ? [] : [alias], page, (name) => name);
    return { AccountAliases: listed.items, ...listed.page };
  },
};
