/**
 * GetServiceLastAccessedDetails: by service, in the order of their namespaces. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 */
import { accessTo } from "../../access.ts";
import { pageOf, pageOfList } from "../../pagination.ts";
import { lengthWithin, requireValid } from "../../validation.ts";
import { getReport, serviceShape } from "../reports/access-report.ts";
import type { IamOperation } from "../../iam.ts";

export const getServiceLastAccessedDetails: IamOperation<"GetServiceLastAccessedDetails"> = {
  validate: (input) => requireValid(lengthWithin("jobId", input.JobId, 36, 36)),
  access: () => accessTo("GetServiceLastAccessedDetails", "*"),
  async handle(input, { accountId }, iam) {
    const page = pageOf(input);
    const report = await iam.records.read((reader) => getReport(reader, accountId, input.JobId));
    const listed = pageOfList(report.services, page, (namespace) => namespace);
    const made = new Date(report.createdMs);
    return {
      JobStatus: "COMPLETED",
      JobType: report.granularity,
      JobCreationDate: made,
      JobCompletionDate: made,
      ServicesLastAccessed: listed.items.map((namespace) => serviceShape(report, namespace)),
      ...listed.page,
    };
  },
};
