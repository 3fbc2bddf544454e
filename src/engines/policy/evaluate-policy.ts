import { conditionsHold } from './conditions.ts'
import type { PatternElement, PolicyDocument, Statement } from './document.ts'
import { matchGlob, matchTokens } from './glob.ts'
import { principalMatches, type Requester } from './principals.ts'
import type { RequestContext } from './request-context.ts'
import { fillVariables } from './variables.ts'

/** What a policy is asked. */
export interface PolicyQuestion {
  /** `sts:AssumeRole`. */
  readonly action: string
  /** Absent where the policy is attached to the resource itself and names none (trust policies). */
  readonly resource?: string
  /** Absent for policies that are attached to the requester. */
  readonly requester?: Requester
  readonly context: RequestContext
}

/** What one policy says: an explicit deny wins, and silence is no allow. */
export type PolicyAnswer = 'deny' | 'allow' | 'silent'

/** Asks one policy. How the answers of several kinds of policies come together is not decided here. */
export function evaluatePolicy(document: PolicyDocument, question: PolicyQuestion): PolicyAnswer {
  const matching = matchingStatements(document, question)
  if (matching.some(({ effect }) => effect === 'Deny')) return 'deny'
  return matching.some(({ effect }) => effect === 'Allow') ? 'allow' : 'silent'
}

/** The statements that are about a request, whatever they say of it. */
export function matchingStatements(document: PolicyDocument, question: PolicyQuestion): readonly Statement[] {
  return document.statements.filter((statement) => statementMatches(statement, document, question))
}

/** Whether a statement is about a request as far as action and resource go. */
export function namesActionAndResource(
  statement: Statement,
  { version = '2008-10-17' }: PolicyDocument,
  { action, resource, context }: PolicyQuestion,
): boolean {
  return (
    statement.action !== undefined &&
    actionMatches(statement.action, action) &&
    (statement.resource === undefined ||
      resource === undefined ||
      resourceMatches(statement.resource, resource, version, context))
  )
}

function statementMatches(statement: Statement, document: PolicyDocument, question: PolicyQuestion): boolean {
  return (
    (statement.principal === undefined ||
      (question.requester !== undefined && principalMatches(statement.principal, question.requester))) &&
    namesActionAndResource(statement, document, question) &&
    conditionsHold(statement.conditions, document.version ?? '2008-10-17', question.context)
  )
}

/** Actions match without regard to case. Source: IAM User Guide, "IAM JSON policy elements: Action". */
function actionMatches({ negated, patterns }: PatternElement, action: string): boolean {
  const lower = action.toLowerCase()
  return patterns.some((pattern) => matchGlob(pattern.toLowerCase(), lower)) !== negated
}

function resourceMatches(
  { negated, patterns }: PatternElement,
  resource: string,
  version: string,
  context: RequestContext,
): boolean {
  const matches = patterns.some((pattern) => {
    if (version !== '2012-10-17') return matchGlob(pattern, resource)
    const tokens = fillVariables(pattern, context)
    return tokens !== undefined && matchTokens(tokens, resource)
  })
  return matches !== negated
}
