/**
 * What SimulateCustomPolicy and SimulatePrincipalPolicy find out: each action is asked for each resource, and the most restrictive of the answers
 * is the action's. Source: IAM API Reference, EvaluationResult and ResourceSpecificResult; User Guide, "IAM policy testing with the IAM policy
 * simulator"; answers of AWS that users have published.
 */
import type {
  EvaluationResult,
  PolicyEvaluationDecisionType,
  ResourceSpecificResult,
  Statement,
} from '@aws-sdk/client-iam'
import {
  type AuthorizationQuestion,
  decide,
  evaluatePolicy,
  matchingStatements,
  namesActionAndResource,
  type PolicyDocument,
  type PolicyQuestion,
  type Requester,
  type StatementSpan,
  statementKeys,
} from '../../../engines/policy/index.ts'

/** A policy of a simulation. */
export interface SimulatedPolicy {
  /** `PolicyInputList.1`, `user_anna_inline`, `ReadOnlyAccess`. */
  readonly id: string
  readonly kind: 'IAM Policy' | 'Resource Policy'
  readonly document: PolicyDocument
  /** Of its statements, in their order. */
  readonly spans: readonly StatementSpan[]
}

/** Everything that a simulation goes by. */
export interface Simulation {
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
  readonly resource?: SimulatedPolicy
  /** Policies of an organization, from its root to the account; each level must allow. Absent: there is no organization. */
  readonly organization?: ReadonlyArray<readonly PolicyDocument[]>
  readonly requester: Requester
  readonly context: PolicyQuestion['context']
  /** Whose a resource is. */
  readonly ownerOf: (resource: string) => string
}

const severity: readonly PolicyEvaluationDecisionType[] = ['allowed', 'implicitDeny', 'explicitDeny']

/** One action for all resources; `*` alone stands for all there are. */
export function simulateAction(
  simulation: Simulation,
  action: string,
  resources: readonly string[],
): EvaluationResult {
  const found = resources.map((resource) => simulateOne(simulation, action, resource))
  const isForAll = resources.length === 1 && resources[0] === '*'
  const worst = severest(found.map(({ decision }) => decision))
  const deciding = found.filter(({ decision }) => decision === worst)
  const limits = limitDetails(simulation, found)
  return {
    EvalActionName: action,
    // AWS names the form of ARN that the action takes where it knows one.
    EvalResourceName: '*',
    EvalDecision: worst,
    MatchedStatements: unique(deciding.flatMap(({ matched }) => matched)),
    MissingContextValues: [...new Set(found.flatMap(({ missing }) => missing))],
    ...limits,
    ...(isForAll
      ? {}
      : {
          EvalDecisionDetails: detailsOf(found),
          ResourceSpecificResults: found.map((one) => resourceResult(simulation, one)),
        }),
  }
}

/** What was found of one action on one resource. */
interface Found {
  readonly resource: string
  readonly decision: PolicyEvaluationDecisionType
  readonly matched: readonly Statement[]
  readonly missing: readonly string[]
  readonly allowedByBoundary: boolean
  readonly allowedByOrganization: boolean
  /** By kinds of policies; empty within one account. */
  readonly details: Readonly<Record<string, PolicyEvaluationDecisionType>>
}

function simulateOne(simulation: Simulation, action: string, resource: string): Found {
  const { identity, boundary, resource: resourcePolicy, requester, context, ownerOf } = simulation
  const owner = ownerOf(resource)
  const question = { action, resource, context, requester, owner }
  const answer = decide(
    question,
    {
      identity: identity.map(({ document }) => document),
      ...(boundary === undefined ? {} : { boundary: boundary.document }),
    },
    resourcePolicy?.document,
  )
  const organization = organizationAnswer(simulation, question)
  const policies = [...identity, ...(boundary ? [boundary] : []), ...(resourcePolicy ? [resourcePolicy] : [])]
  const own = answer.allowed ? 'allowed' : answer.isExplicit ? 'explicitDeny' : 'implicitDeny'
  const decision = organization === 'allowed' ? own : organization
  const isDecided = organization === 'allowed'
  return {
    resource,
    decision,
    matched: isDecided ? matchedBy(policies, question, decision) : [],
    missing: missingKeys(policies, question),
    allowedByBoundary: boundary === undefined || evaluatePolicy(boundary.document, question) === 'allow',
    allowedByOrganization: isDecided,
    details:
      isDecided && owner !== requester.accountId
        ? {
            'IAM Policy': joined(identity, question),
            'Resource Policy': joined(resourcePolicy ? [resourcePolicy] : [], question),
          }
        : {},
  }
}

function organizationAnswer(
  { organization }: Simulation,
  question: AuthorizationQuestion,
): PolicyEvaluationDecisionType {
  const { requester: _who, ...asked } = question
  const levels = (organization ?? []).map((level) => level.map((document) => evaluatePolicy(document, asked)))
  if (levels.some((level) => level.includes('deny'))) return 'explicitDeny'
  return levels.every((level) => level.includes('allow')) ? 'allowed' : 'implicitDeny'
}

/** What policies of one kind say together. */
function joined(
  policies: readonly SimulatedPolicy[],
  question: AuthorizationQuestion,
): PolicyEvaluationDecisionType {
  const answers = policies.map(({ document }) => evaluatePolicy(document, question))
  if (answers.includes('deny')) return 'explicitDeny'
  return answers.includes('allow') ? 'allowed' : 'implicitDeny'
}

/** The statements that made the decision: denying ones alone where there are any. */
function matchedBy(
  policies: readonly SimulatedPolicy[],
  question: AuthorizationQuestion,
  decision: PolicyEvaluationDecisionType,
): Statement[] {
  if (decision === 'implicitDeny') return []
  const effect = decision === 'allowed' ? 'Allow' : 'Deny'
  return policies.flatMap(({ id, kind, document, spans }) =>
    matchingStatements(document, question)
      .filter((statement) => statement.effect === effect)
      .map((statement) => {
        const span = spans[document.statements.indexOf(statement)]
        return {
          SourcePolicyId: id,
          // The model's enumeration names other types than AWS answers.
          SourcePolicyType: kind as unknown as NonNullable<Statement['SourcePolicyType']>,
          ...(span && {
            StartPosition: { Line: span.start.line, Column: span.start.column },
            EndPosition: { Line: span.end.line, Column: span.end.column },
          }),
        }
      }),
  )
}

/** Condition keys that statements about the action and the resource ask for, and nothing tells. */
function missingKeys(policies: readonly SimulatedPolicy[], question: AuthorizationQuestion): string[] {
  const keys = policies.flatMap(({ document }) =>
    document.statements
      .filter((statement) => namesActionAndResource(statement, document, question))
      .flatMap((statement) => statementKeys(statement, document.version === '2012-10-17')),
  )
  return [...new Set(keys)].filter((key) => !question.context.has(key.toLowerCase()))
}

function resourceResult(
  simulation: Simulation,
  { resource, decision, matched, missing, details, ...one }: Found,
): ResourceSpecificResult {
  const { PermissionsBoundaryDecisionDetail } = limitDetails(simulation, [one])
  return {
    EvalResourceName: resource,
    EvalResourceDecision: decision,
    MatchedStatements: [...matched],
    MissingContextValues: [...missing],
    ...(Object.keys(details).length > 0 ? { EvalDecisionDetails: details } : {}),
    ...(PermissionsBoundaryDecisionDetail && { PermissionsBoundaryDecisionDetail }),
  }
}

function limitDetails(
  { boundary, organization }: Simulation,
  found: ReadonlyArray<Pick<Found, 'allowedByBoundary' | 'allowedByOrganization'>>,
): Pick<EvaluationResult, 'PermissionsBoundaryDecisionDetail' | 'OrganizationsDecisionDetail'> {
  const AllowedByPermissionsBoundary = found.every(({ allowedByBoundary }) => allowedByBoundary)
  const AllowedByOrganizations = found.every(({ allowedByOrganization }) => allowedByOrganization)
  return {
    ...(organization ? { OrganizationsDecisionDetail: { AllowedByOrganizations } } : {}),
    ...(boundary ? { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary } } : {}),
  }
}

/** The most restrictive answer for each kind of policy. */
function detailsOf(found: readonly Found[]): Record<string, PolicyEvaluationDecisionType> {
  const details: Record<string, PolicyEvaluationDecisionType> = {}
  for (const one of found)
    for (const [kind, decision] of Object.entries(one.details))
      details[kind] = severest([details[kind] ?? 'allowed', decision])
  return details
}

function severest(decisions: readonly PolicyEvaluationDecisionType[]): PolicyEvaluationDecisionType {
  const worst = Math.max(0, ...decisions.map((decision) => severity.indexOf(decision)))
  return severity[worst] ?? 'allowed'
}

function unique(statements: readonly Statement[]): Statement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()]
}
