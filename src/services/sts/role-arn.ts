/** Role ARNs: `arn:aws:iam::ACCOUNT:role/path/name`. */
import { parseArn } from "../../kit/arn.ts";

export interface RoleArn {
  readonly accountId: string;
  readonly roleName: string;
}

const ROLE = /^role\/(?:[\u0021-\u007E]+\/)?([\w+=,.@-]{1,64})$/;

/** Undefined for anything that names no role. The path is not told apart: a role's name is unique in its account. */
export function parseRoleArn(text: string): RoleArn | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== "iam" || !/^\d{12}$/.test(arn.accountId)) return undefined;
  const roleName = ROLE.exec(arn.resource)?.[1];
  return roleName === undefined ? undefined : { accountId: arn.accountId, roleName };
}
