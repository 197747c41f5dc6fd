/**
 * GenerateServiceLastAccessedDetails of a user, group, role or policy. @throws ValidationError; InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
 */
import { accessTo } from "../../access.ts";
import { lengthWithin, oneOf, requireValid } from "../../validation.ts";
import { makeAccessReport, writeReport } from "../reports/access-report.ts";
import type { IamOperation } from "../../iam.ts";

export const generateServiceLastAccessedDetails: IamOperation<"GenerateServiceLastAccessedDetails"> = {
  validate: (input) =>
    requireValid(
      lengthWithin("arn", input.Arn, 20, 2048),
      oneOf("granularity", input.Granularity, ["SERVICE_LEVEL", "ACTION_LEVEL"]),
    ),
  access: (input) => accessTo("GenerateServiceLastAccessedDetails", input.Arn),
  async handle(input, { accountId, nowMs }, iam) {
    const { Arn: arn, Granularity: granularity = "SERVICE_LEVEL" } = input;
    const report = await makeAccessReport(iam, accountId, { arn, granularity, nowMs });
    const jobId = iam.runtime.ids.uuid();
    await iam.records.transact((transaction) => writeReport(transaction, accountId, { jobId, report }));
    return { JobId: jobId };
  },
};
