/** The team's story of `identity-story.test.ts` as boto3 and the AWS CLI tell it, with `lakebed why` after each refusal. */
import { resolve } from "node:path";
import { describeForeignClient } from "../support/foreign-client.ts";

const LAKEBED_FOLDER = resolve(import.meta.dirname, "../..");
const paths = { LAKEBED_FOLDER, LAKEBED_MAIN: resolve(LAKEBED_FOLDER, "src/main.ts") };
const script = "identity_story.py";

describeForeignClient({
  name: "boto3",
  script,
  modules: ["boto3"],
  environment: { ...paths, LAKEBED_STORY_CLIENT: "boto3" },
});
describeForeignClient({
  name: "AWS CLI",
  script,
  program: ["aws", "--version"],
  environment: { ...paths, LAKEBED_STORY_CLIENT: "aws" },
});
