/** What is wrong with an expression, in AWS's words without those that name the parameter. Never leaves this room: the compiler says which expression it was. */
export class ExpressionProblem extends Error {
  override readonly name = "ExpressionProblem";
}

export function problem(message: string): ExpressionProblem {
  return new ExpressionProblem(message);
}
