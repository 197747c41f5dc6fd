/** S3 as the AWS CLI drives it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "AWS CLI", script: "aws_cli.py", program: ["aws", "--version"] });
