/** Encryption at rest as boto3 drives it, and the S3 Encryption Client, which encrypts before anything is sent. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "boto3 with encryption at rest", script: "boto3_encryption.py", modules: ["boto3"] });
describeForeignClient({
  name: "Amazon S3 Encryption Client",
  script: "s3_encryption_client.py",
  modules: ["boto3", "s3_encryption"],
});
