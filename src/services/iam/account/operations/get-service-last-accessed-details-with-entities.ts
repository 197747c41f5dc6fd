/**
 * GetServiceLastAccessedDetailsWithEntities: who used one service, the latest first. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html
 */
import { accessTo } from "../../access.ts";
import { noSuchEntity } from "../../errors.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { lengthWithin, matches, requireValid } from "../../validation.ts";
import { getReport, type ReportedEntity, usesOf } from "../reports/access-report.ts";
import type { IamOperation } from "../../iam.ts";

export const getServiceLastAccessedDetailsWithEntities: IamOperation<"GetServiceLastAccessedDetailsWithEntities"> = {
  validate: (input) =>
    requireValid(
      lengthWithin("jobId", input.JobId, 36, 36),
      lengthWithin("serviceNamespace", input.ServiceNamespace, 1, 64),
      matches("serviceNamespace", input.ServiceNamespace, /^[\w-]*$/, "[\\w-]*"),
    ),
  access: () => accessTo("GetServiceLastAccessedDetailsWithEntities", "*"),
  async handle(input, { accountId }, iam) {
    const page = pageOf(input);
    const report = await iam.records.read((reader) => getReport(reader, accountId, input.JobId));
    if (!report.services.includes(input.ServiceNamespace))
      throw noSuchEntity(`Service namespace ${input.ServiceNamespace} is not in the report.`);
    const uses = usesOf(report, input.ServiceNamespace);
    const lastOf = ({ arn }: ReportedEntity): number => uses.find(({ entityArn }) => entityArn === arn)?.lastMs ?? 0;
    const entities = report.entities.toSorted((a, b) => lastOf(b) - lastOf(a) || (a.arn < b.arn ? -1 : 1));
    const places = new Map(entities.map((entity, index) => [entity, String(index).padStart(8, "0")]));
    const listed = pageOfList(entities, page, (entity) => places.get(entity) ?? "");
    const made = new Date(report.createdMs);
    return {
      JobStatus: "COMPLETED",
      JobCreationDate: made,
      JobCompletionDate: made,
      EntityDetailsList: listed.items.map((entity) => ({
        EntityInfo: {
          Arn: entity.arn,
          Name: entity.name,
          Type: entity.kind === "user" ? ("USER" as const) : ("ROLE" as const),
          Id: entity.id,
          Path: entity.path,
        },
        LastAuthenticated: lastOf(entity) === 0 ? undefined : new Date(lastOf(entity)),
      })),
      ...listed.page,
    };
  },
};
