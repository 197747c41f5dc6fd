/**
 * When the services that an entity's policies grant were last used: from the permissions that were really used, not from what could be.
 */
import type { ServiceLastAccessed } from "@aws-sdk/client-iam";
import type { ActionUse } from "../../../../kit/ports/permission-use.ts";
import type { PolicyDocument } from "../../../../auth/policy/policy-document.ts";
import { parsePolicy } from "../../../../auth/policy/parse-policy.ts";
import { RANGE_LIMIT_MAX, type Reader, type Transaction } from "../../../../storage/record-store.ts";
import { iamArn, parseIamArn } from "../../arns.ts";
import { noSuchEntity, policyNotFound } from "../../errors.ts";
import type { Iam } from "../../iam.ts";
import { documentOf, type PolicyPlace } from "../../policy-compiler.ts";
import { grantsService, policiesOfEntity, policiesOfUser } from "../../service-access.ts";
import { indexKey } from "../../store/attachments.ts";
import { findEntity } from "../../store/entities.ts";
import { decodeRecord, memberKey, readRecord, type RoleRecord, type UserRecord } from "../../store/records.ts";
import { accessReportKey, put } from "../records.ts";
import { requireSource } from "../simulation/policy-source.ts";
import { SERVICE_NAMES } from "./service-names.ts";

/** AWS keeps a job's answer for some days; here a week. */
const REPORT_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export interface ReportedEntity {
  readonly kind: "user" | "role";
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

interface ReportedUse {
  readonly action: string;
  readonly entityArn: string;
  readonly lastMs: number;
  readonly region: string;
}

export interface AccessReportRecord {
  readonly createdMs: number;
  readonly granularity: "SERVICE_LEVEL" | "ACTION_LEVEL";
  /** Namespaces that the policies grant anything of, in order. */
  readonly services: readonly string[];
  readonly entities: readonly ReportedEntity[];
  /** One for each action that an entity used. */
  readonly uses: readonly ReportedUse[];
}

interface Subject {
  readonly documents: readonly PolicyDocument[];
  readonly entities: readonly ReportedEntity[];
}

/** @throws {ServiceError} InvalidInput; NoSuchEntity */
export async function makeAccessReport(
  iam: Iam,
  accountId: string,
  job: { readonly arn: string; readonly granularity: AccessReportRecord["granularity"]; readonly nowMs: number },
): Promise<AccessReportRecord> {
  const aws = await iam.awsPolicies();
  const { documents, entities } = await iam.records.read((reader) => subjectOf({ reader, aws, accountId }, job.arn));
  const services = Object.keys(SERVICE_NAMES).filter((name) => documents.some((one) => grantsService(one, name)));
  const uses: ReportedUse[] = [];
  for (const { arn } of entities) {
    const used = await iam.permissionUses.of(arn);
    uses.push(...used.map((use) => reportedUse(arn, use)));
  }
  return { createdMs: job.nowMs, granularity: job.granularity, services, entities, uses };
}

function reportedUse(entityArn: string, { action, lastMs, lastRegion }: ActionUse): ReportedUse {
  return { action, entityArn, lastMs, region: lastRegion };
}

function subjectOf(place: PolicyPlace, arn: string): Subject {
  if (parseIamArn(arn)?.kind === "policy") return policySubject(place, arn);
  const source = requireSource(place, arn);
  const { accountId } = place;
  if (source.kind === "group") {
    const documents = policiesOfEntity(place, "group", source.record).map(({ document }) => document);
    return { documents, entities: membersOf(place, source.record.name) };
  }
  const granting =
    source.kind === "user" ? policiesOfUser(place, source.record) : policiesOfEntity(place, "role", source.record);
  const entity = entityOf(accountId, source.kind, source.record);
  return { documents: granting.map(({ document }) => document), entities: [entity] };
}

/** Everybody who has the policy, groups by their members. */
function policySubject(place: PolicyPlace, arn: string): Subject {
  const text = documentOf(place, arn);
  if (text === undefined) throw policyNotFound(arn);
  const { reader, accountId } = place;
  const links = reader.range({ prefix: indexKey(accountId, "attached", arn), limit: RANGE_LIMIT_MAX });
  const entities = links.flatMap(({ key }) => {
    const [kind, name] = key.slice(-2).map(String);
    if (name === undefined) return [];
    if (kind === "group") return membersOf(place, name);
    if (kind !== "user" && kind !== "role") return [];
    const record = findEntity(reader, accountId, kind, name);
    return record === undefined ? [] : [entityOf(accountId, kind, record)];
  });
  const once = new Map(entities.map((entity) => [entity.arn, entity]));
  return { documents: [parsePolicy(text, "stored")], entities: [...once.values()] };
}

function membersOf({ reader, accountId }: PolicyPlace, group: string): readonly ReportedEntity[] {
  return reader.range({ prefix: memberKey(accountId, group), limit: RANGE_LIMIT_MAX }).flatMap(({ key }) => {
    const user = findEntity(reader, accountId, "user", String(key.at(-1)));
    return user === undefined ? [] : [entityOf(accountId, "user", user)];
  });
}

function entityOf(accountId: string, kind: "user" | "role", record: UserRecord | RoleRecord): ReportedEntity {
  const { name, path, id } = record;
  return { kind, arn: iamArn(accountId, kind, path, name), name, id, path };
}

/** Keeps the report, and forgets those that are old. */
export function writeReport(
  transaction: Transaction,
  accountId: string,
  { jobId, report }: { readonly jobId: string; readonly report: AccessReportRecord },
): void {
  for (const { key, value } of transaction.range({ prefix: accessReportKey(accountId), limit: 100 })) {
    if (decodeRecord<AccessReportRecord>(value).createdMs < report.createdMs - REPORT_KEPT_MS) transaction.delete(key);
  }
  put(transaction, accessReportKey(accountId, jobId), report);
}

/** @throws {ServiceError} NoSuchEntity */
export function getReport(reader: Reader, accountId: string, jobId: string): AccessReportRecord {
  const report = readRecord<AccessReportRecord>(reader, accessReportKey(accountId, jobId));
  if (report === undefined) throw noSuchEntity(`Job ${jobId} cannot be found.`);
  return report;
}

export function usesOf(report: AccessReportRecord, namespace: string): readonly ReportedUse[] {
  return report.uses.filter(({ action }) => action.startsWith(`${namespace}:`)).toSorted((a, b) => b.lastMs - a.lastMs);
}

export function serviceShape(report: AccessReportRecord, namespace: string): ServiceLastAccessed {
  const uses = usesOf(report, namespace);
  const [last] = uses;
  return {
    ServiceName: SERVICE_NAMES[namespace] ?? namespace,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: new Set(uses.map(({ entityArn }) => entityArn)).size,
    ...(last === undefined
      ? {}
      : {
          LastAuthenticated: new Date(last.lastMs),
          LastAuthenticatedEntity: last.entityArn,
          LastAuthenticatedRegion: last.region,
        }),
    ...(report.granularity === "SERVICE_LEVEL" ? {} : { TrackedActionsLastAccessed: actionShapes(uses) }),
  };
}

/** The newest use of each action. */
function actionShapes(uses: readonly ReportedUse[]): NonNullable<ServiceLastAccessed["TrackedActionsLastAccessed"]> {
  const newest = new Map<string, ReportedUse>();
  for (const use of uses) if (!newest.has(use.action)) newest.set(use.action, use);
  return [...newest.values()].map(({ action, entityArn, lastMs, region }) => ({
    ActionName: action.split(":")[1] ?? action,
    LastAccessedEntity: entityArn,
    LastAccessedTime: new Date(lastMs),
    LastAccessedRegion: region,
  }));
}
