/** Policies: reading, validating, and asking one document. */

export { contextKeysOf, statementKeys } from './context-keys.ts'
export { readDate } from './dates.ts'
export {
  type AuthorizationQuestion,
  type DecidingPolicy,
  type Decision,
  decide,
  type PrincipalPolicies,
  refusalWords,
} from './decide.ts'
export type { Condition, PolicyDocument, PrincipalElement, PrincipalEntry, Statement } from './document.ts'
export {
  evaluatePolicy,
  matchingStatements,
  namesActionAndResource,
  type PolicyAnswer,
  type PolicyQuestion,
} from './evaluate-policy.ts'
export { callerFacts, requesterOf } from './principal-facts.ts'
export { isPrincipal } from './principal-forms.ts'
export { accountNamedBy, type Requester } from './principals.ts'
export { readDocument } from './read-document.ts'
export type { RequestContext } from './request-context.ts'
export { type Position, type StatementSpan, statementSpans } from './statement-positions.ts'
export { type Validated, validateIdentityPolicy } from './validate-identity-policy.ts'
export { invalidPrincipal, validateTrustPolicy } from './validate-trust-policy.ts'
