/**
 * Refusals of policies, in each service's own code and AWS's own words, which often do not tell where the mistake is. So every such error also has the
 * member `Element` (`Statement[0].Effect`); clients that do not know it leave it out.
 */
import { PolicySyntaxError } from "../auth/policy/policy-syntax-error.ts";
import { ServiceError } from "./errors.ts";

/** What `read` gives, or `refusal` with the words for what is wrong with the policy. */
export function orMalformed<Read>(read: () => Read, refusal: (message: string) => ServiceError): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw atElement(refusal(error.message), error.element);
    throw error;
  }
}

/** The error with the place in the policy. */
export function atElement(
  { code, message, status, fault, fields, headers }: ServiceError,
  element: string,
): ServiceError {
  const place = element === "" ? {} : { Element: element };
  return new ServiceError({ code, message, status, fault, fields: { ...fields, ...place }, headers });
}
