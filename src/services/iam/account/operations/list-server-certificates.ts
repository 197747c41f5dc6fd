/**
 * ListServerCertificates below a path. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html
 */
import { listRecords, pageOf } from "../../pagination.ts";
import { accessTo } from "../../access.ts";
import { decodeRecord } from "../../store/records.ts";
import { requirePathPrefix } from "../../validation.ts";
import { serverCertificateKey } from "../records.ts";
import { certificateShape, type ServerCertificateRecord } from "../server-certificates.ts";
import type { IamOperation } from "../../iam.ts";

export const listServerCertificates: IamOperation<"ListServerCertificates"> = {
  validate: (input) => requirePathPrefix(input.PathPrefix),
  access: () => accessTo("ListServerCertificates", "*"),
  async handle(input, { accountId }, iam) {
    const page = pageOf(input);
    const { items, page: more } = await iam.records.read((reader) =>
      listRecords(reader, {
        prefix: serverCertificateKey(accountId),
        page,
        read(entry) {
          const record = decodeRecord<ServerCertificateRecord>(entry.value);
          return record.path.startsWith(input.PathPrefix ?? "/") ? certificateShape(accountId, record) : undefined;
        },
      }),
    );
    return { ServerCertificateMetadataList: items, ...more };
  },
};
