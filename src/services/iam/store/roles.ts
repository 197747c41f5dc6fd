/**
 * What is particular to roles: what goes with them.
 */
import type { Transaction } from "../../../storage/record-store.ts";
import { unindexLink } from "./attachments.ts";
import { removeEntity } from "./entities.ts";
import { unindexPrincipal } from "./principal-ids.ts";
import { type RoleRecord, useKey } from "./records.ts";

/** Removes the role with its boundary, its attachments and the note of its last use. It must be in no instance profile any more. */
export function removeRole(transaction: Transaction, accountId: string, role: RoleRecord): void {
  const { name, boundaryArn } = role;
  if (boundaryArn !== undefined)
    unindexLink(transaction, accountId, { use: "boundary", policyArn: boundaryArn, kind: "role", name });
  for (const policyArn of role.attached)
    unindexLink(transaction, accountId, { use: "attached", policyArn, kind: "role", name });
  transaction.delete(useKey(accountId, "role", role.id));
  unindexPrincipal(transaction, role.id);
  removeEntity(transaction, accountId, "role", name);
}
