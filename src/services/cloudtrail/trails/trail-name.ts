/** The rules for names of trails. @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (read 2026-11-23; order assumed) */
import { invalidTrailName } from "../errors.ts";
import { TRAIL_NAME_MAX, TRAIL_NAME_MIN } from "../limits.ts";

/** @throws {ServiceError} InvalidTrailNameException */
export function checkTrailName(name: string): void {
  const { length } = name;
  if (length === 0) throw invalidTrailName("Trail name cannot be blank!");
  if (length < TRAIL_NAME_MIN) throw invalidTrailName(lengthText("short", "Minimum", TRAIL_NAME_MIN, length));
  if (length > TRAIL_NAME_MAX) throw invalidTrailName(lengthText("long", "Maximum", TRAIL_NAME_MAX, length));
  if (!/^[\w.-]+$/.test(name))
    throw invalidTrailName(
      "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).",
    );
  if (!/^[A-Za-z0-9]/.test(name)) throw invalidTrailName("Trail name must starts with a letter or number.");
  if (!/[A-Za-z0-9]$/.test(name)) throw invalidTrailName("Trail name must ends with a letter or number.");
  if (/[._-]{2}/.test(name))
    throw invalidTrailName("Trail name must not have adjacent periods, underscores or dashes.");
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name))
    throw invalidTrailName("Trail name must not be formatted as an IP address.");
}

function lengthText(...[word, bound, allowed, given]: [string, string, number, number]): string {
  return `Trail name too ${word}. ${bound} allowed length: ${allowed} characters. Specified name length: ${given} characters.`;
}
