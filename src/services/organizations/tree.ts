/**
 * The tree of an organization: one root, OUs up to five levels below it, accounts anywhere. Each node knows its parent; an index lists the children.
 */
import type { Account, OrganizationalUnit } from "@aws-sdk/client-organizations";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { accountNotFound, ouNotFound, parentNotFound } from "./errors.ts";
import { nodeArn } from "./names.ts";
import {
  accountKey,
  type AccountNode,
  childKey,
  membershipKey,
  nodeKey,
  type NodeRecord,
  type OrganizationRecord,
  ouNameKey,
  type OuNode,
  readRecord,
  tagsKey,
  writeRecord,
} from "./records.ts";

type Place = Pick<OrganizationRecord, "id">;

export function findNode(reader: Reader, place: Place, id: string): NodeRecord | undefined {
  return readRecord(reader, nodeKey(place.id, id));
}

/** @throws AccountNotFoundException */
export function getAccount(reader: Reader, place: Place, id: string): AccountNode {
  const node = findNode(reader, place, id);
  if (node?.kind !== "ACCOUNT") throw accountNotFound();
  return node;
}

/** @throws OrganizationalUnitNotFoundException */
export function getOu(reader: Reader, place: Place, id: string): OuNode {
  const node = findNode(reader, place, id);
  if (node?.kind !== "ORGANIZATIONAL_UNIT") throw ouNotFound();
  return node;
}

/** A root or an OU. @throws `refusal`, else ParentNotFoundException */
export function getParent(
  reader: Reader,
  place: Place,
  id: string,
  refusal: () => Error = parentNotFound,
): Exclude<NodeRecord, AccountNode> {
  const node = findNode(reader, place, id);
  if (node === undefined || node.kind === "ACCOUNT") throw refusal();
  return node;
}

/** From the root down to the node itself. */
export function chainOf(reader: Reader, place: Place, node: NodeRecord): readonly NodeRecord[] {
  const chain: NodeRecord[] = [node];
  let current: NodeRecord = node;
  while (current.kind !== "ROOT") {
    const parent = findNode(reader, place, current.parentId);
    if (parent === undefined) break;
    chain.unshift(parent);
    current = parent;
  }
  return chain;
}

export function putNode(transaction: Transaction, place: Place, node: NodeRecord): void {
  writeRecord(transaction, nodeKey(place.id, node.id), node);
  if (node.kind === "ROOT") return;
  writeRecord(transaction, childKey(place.id, node.parentId, node.kind, node.id), {});
  if (node.kind === "ORGANIZATIONAL_UNIT") {
    writeRecord(transaction, ouNameKey(place.id, node.parentId, node.name), node.id);
    return;
  }
  writeRecord(transaction, accountKey(place.id, node.id), {});
  writeRecord(transaction, membershipKey(node.id), { organizationId: place.id });
}

/** Everything the tree keeps of a node, its tags too; its attachments are the policies' matter. */
export function dropNode(transaction: Transaction, place: Place, node: OuNode | AccountNode): void {
  transaction.delete(nodeKey(place.id, node.id));
  transaction.delete(childKey(place.id, node.parentId, node.kind, node.id));
  transaction.delete(tagsKey(place.id, node.id));
  if (node.kind === "ORGANIZATIONAL_UNIT") {
    transaction.delete(ouNameKey(place.id, node.parentId, node.name));
    return;
  }
  transaction.delete(accountKey(place.id, node.id));
  transaction.delete(membershipKey(node.id));
}

/** `o-.../r-.../ou-.../` and the node's own id: the form of `aws:PrincipalOrgPaths`. */
export function pathOf(place: Place, chain: readonly NodeRecord[]): string {
  return `${[place.id, ...chain.map(({ id }) => id)].join("/")}/`;
}

export function accountShape(reader: Reader, organization: OrganizationRecord, node: AccountNode): Account {
  return {
    Id: node.id,
    Arn: nodeArn(organization, node),
    Email: node.email,
    Name: node.name,
    Status: node.state,
    State: node.state,
    JoinedMethod: node.joined,
    JoinedTimestamp: new Date(node.joinedMs),
    Paths: [pathOf(organization, chainOf(reader, organization, node))],
  };
}

export function ouShape(reader: Reader, organization: OrganizationRecord, node: OuNode): OrganizationalUnit {
  return {
    Id: node.id,
    Arn: nodeArn(organization, node),
    Name: node.name,
    Path: pathOf(organization, chainOf(reader, organization, node)),
  };
}
