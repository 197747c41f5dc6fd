/** ARNs of S3 resources. They carry neither Region nor account, because bucket names are global. */
import { formatArn } from "../../kit/arn.ts";

export function bucketArn(bucket: string): string {
  return formatArn({ service: "s3", region: "", accountId: "", resource: bucket });
}

export function objectArn(bucket: string, key: string): string {
  return formatArn({ service: "s3", region: "", accountId: "", resource: `${bucket}/${key}` });
}
