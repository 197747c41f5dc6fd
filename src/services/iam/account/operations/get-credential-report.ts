/**
 * GetCredentialReport. @throws ReportNotPresent; ReportExpired after four hours
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
 */
import { ServiceError } from "../../../../kit/errors.ts";
import { accessTo } from "../../access.ts";
import { readRecord } from "../../store/records.ts";
import { credentialReportKey } from "../records.ts";
import { type CredentialReportRecord, REPORT_VALID_MS } from "../reports/credential-report.ts";
import type { IamOperation } from "../../iam.ts";

export const getCredentialReport: IamOperation<"GetCredentialReport"> = {
  access: () => accessTo("GetCredentialReport", "*"),
  handle: (_input, { accountId, nowMs }, iam) =>
    iam.records.read((reader) => {
      const report = readRecord<CredentialReportRecord>(reader, credentialReportKey(accountId));
      if (report === undefined)
        throw gone(
          "ReportNotPresent",
          "The request was rejected because the credential report does not exist. To generate a credential report, use GenerateCredentialReport.",
        );
      if (nowMs >= report.generatedMs + REPORT_VALID_MS)
        throw gone(
          "ReportExpired",
          "The request was rejected because the most recent credential report has expired. To generate a new credential report, use GenerateCredentialReport.",
        );
      return {
        Content: Buffer.from(report.csv),
        ReportFormat: "text/csv",
        GeneratedTime: new Date(report.generatedMs),
      };
    }),
};

function gone(code: string, message: string): ServiceError {
  return new ServiceError({ code, status: 410, message });
}
