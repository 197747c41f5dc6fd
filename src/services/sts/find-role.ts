/** The role that an ARN names. */
import type { Identities, RoleFacts } from "../../kit/ports/identities.ts";
import { parseRoleArn } from "./role-arn.ts";

/** Undefined when there is no such role, or one of that name in another path. */
export async function findRole(identities: Identities, roleArn: string): Promise<RoleFacts | undefined> {
  const arn = parseRoleArn(roleArn);
  if (arn === undefined) return undefined;
  const role = await identities.findRole(arn.accountId, arn.roleName);
  return role?.roleArn === roleArn ? role : undefined;
}
