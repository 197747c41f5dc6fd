/**
 * A crawler acts as the role that it was given: `glue.amazonaws.com` assumes it for each crawl, and the role's trust policy decides. What the role may
 * not read or write fails the crawl.
 */
import type { Caller } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { RoleSessions } from "../../../kit/ports/role-sessions.ts";
import { crawlerArn, roleArnOf } from "../access.ts";
import { invalidInput } from "../errors.ts";
import type { Scope } from "../scope.ts";
import type { CrawlerDefinition } from "./crawler-records.ts";

/** What Glue names the sessions of its crawlers. */
const SESSION_NAME = "AWS-Crawler";

type Place = Pick<Scope, "accountId" | "region">;

/**
 * The caller that a crawl is.
 * @throws InvalidInputException when the role is not there or does not trust Glue
 */
export async function assumeCrawlerRole(
  roles: RoleSessions,
  place: Place,
  { Name, Role }: Pick<CrawlerDefinition, "Name" | "Role">,
): Promise<Caller> {
  const { accountId, region } = place;
  const roleArn = roleArnOf(place, Role);
  try {
    const principal = await roles.assumeForService({
      roleArn,
      service: "glue.amazonaws.com",
      sessionName: SESSION_NAME,
      sourceArn: crawlerArn(place, Name),
      sourceAccountId: accountId,
    });
    return { principal, accountId, region };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "AccessDenied") throw error;
    // AWS: as users of Terraform know it (aws_glue_crawler retries on these words).
    throw invalidInput("Service is unable to assume provided role. Please verify role's TrustPolicy");
  }
}
