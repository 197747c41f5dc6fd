/**
 * Listings about managed policies: the policies there are, and who uses one.
 */
import type { Reader } from "../../storage/record-store.ts";
import { awsPolicy, type ManagedPolicy, ownPolicy } from "./managed-policy.ts";
import { listRecords, type Listed, type Page, pageOfList, type Section } from "./pagination.ts";
import type { PolicyPlace } from "./policy-compiler.ts";
import { indexKey, type PolicyUse } from "./store/attachments.ts";
import { findEntity } from "./store/entities.ts";
import { accountKey, decodeRecord, type EntityKind, fold, type PolicyRecord } from "./store/records.ts";

type Wanted = (policy: ManagedPolicy) => boolean;

/** The account's own, in the order of their names. */
export function ownPolicySection({ reader, accountId }: PolicyPlace, isWanted: Wanted): Section<ManagedPolicy> {
  return {
    id: "Local",
    list: (page) =>
      listRecords(reader, {
        prefix: accountKey(accountId, "policy"),
        page,
        read(entry) {
          const policy = ownPolicy(reader, accountId, decodeRecord<PolicyRecord>(entry.value));
          return isWanted(policy) ? policy : undefined;
        },
      }),
  };
}

/** AWS's, in the order of their names. */
export function awsPolicySection({ reader, aws, accountId }: PolicyPlace, isWanted: Wanted): Section<ManagedPolicy> {
  return {
    id: "AWS",
    list(page) {
      const policies = aws.all.map((policy) => awsPolicy(reader, accountId, policy)).filter(isWanted);
      return pageOfList(policies, page, ({ name }) => fold(name));
    },
  };
}

export interface EntityUsingPolicy {
  readonly kind: EntityKind;
  readonly name: string;
  readonly id: string;
}

export interface PolicyUseFilter {
  readonly PolicyArn: string;
  readonly EntityFilter?: string | undefined;
  readonly PathPrefix?: string | undefined;
  readonly PolicyUsageFilter?: string | undefined;
}

/** Groups, then roles, then users; each once, also when it has the policy both as permission and as boundary. */
export function usersOfPolicy(
  reader: Reader,
  accountId: string,
  filter: PolicyUseFilter,
): readonly Section<EntityUsingPolicy>[] {
  const kinds = (["group", "role", "user"] as const).filter(
    (kind) => filter.EntityFilter === undefined || filter.EntityFilter.toLowerCase() === kind,
  );
  const uses = (["attached", "boundary"] as const).filter(
    (use) =>
      filter.PolicyUsageFilter === undefined ||
      (filter.PolicyUsageFilter === "PermissionsPolicy") === (use === "attached"),
  );
  return uses.flatMap((use) =>
    kinds.map((kind) => ({
      id: `${use}/${kind}`,
      list: (page: Page) => listUsing(reader, accountId, { filter, use, kind, isAlone: uses.length === 1 }, page),
    })),
  );
}

function listUsing(
  reader: Reader,
  accountId: string,
  asked: {
    readonly filter: PolicyUseFilter;
    readonly use: PolicyUse;
    readonly kind: EntityKind;
    readonly isAlone: boolean;
  },
  page: Page,
): Listed<EntityUsingPolicy> {
  const { filter, use, kind, isAlone } = asked;
  const { PolicyArn, PathPrefix = "/" } = filter;
  return listRecords(reader, {
    prefix: indexKey(accountId, use, PolicyArn, kind),
    page,
    read(entry) {
      const record = findEntity(reader, accountId, kind, String(entry.key.at(-1)));
      if (record === undefined || !record.path.startsWith(PathPrefix)) return undefined;
      if (use === "boundary" && !isAlone && record.attached.includes(PolicyArn)) return undefined;
      return { kind, name: record.name, id: record.id };
    },
  });
}
