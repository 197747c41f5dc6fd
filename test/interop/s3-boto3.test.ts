/** S3 as boto3 drives it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "boto3", script: "boto3_s3.py", modules: ["boto3"] });
