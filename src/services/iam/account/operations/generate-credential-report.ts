/**
 * GenerateCredentialReport. The first answer says STARTED, as on AWS; the report is there by then.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 */
import { accessTo } from "../../access.ts";
import { readRecord } from "../../store/records.ts";
import { credentialReportKey, put } from "../records.ts";
import { credentialReport, type CredentialReportRecord, REPORT_VALID_MS } from "../reports/credential-report.ts";
import type { IamOperation } from "../../iam.ts";

export const generateCredentialReport: IamOperation<"GenerateCredentialReport"> = {
  access: () => accessTo("GenerateCredentialReport", "*"),
  async handle(_input, { accountId, nowMs }, iam) {
    // The last uses of keys are in the report.
    await iam.uses.flush();
    const key = credentialReportKey(accountId);
    return iam.records.transact((transaction) => {
      const known = readRecord<CredentialReportRecord>(transaction, key);
      if (known !== undefined && nowMs < known.generatedMs + REPORT_VALID_MS) return { State: "COMPLETE" as const };
      const report: CredentialReportRecord = { generatedMs: nowMs, csv: credentialReport(transaction, accountId) };
      put(transaction, key, report);
      return {
        State: "STARTED" as const,
        Description: "No report exists. Starting a new report generation task",
      };
    });
  },
};
