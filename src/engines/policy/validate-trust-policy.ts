/**
 * The rules for trust policies of roles. Source of the words: observed on AWS in February 2026 by public conformance
 * snapshots (localstack/localstack:tests/aws/services/iam/test_iam_roles.snapshot.json) and as AWS's users report them;
 * UNVERIFIED where marked.
 */

import type { PolicyDocument, PrincipalEntry, Statement } from './document.ts'
import { matchGlob } from './glob.ts'
import { isPrincipal } from './principal-forms.ts'
import { type DocumentProblem, readDocument } from './read-document.ts'
import type { Validated } from './validate-identity-policy.ts'

/** What a trust policy may grant. Source: Service Authorization Reference, "AWS Security Token Service". */
const trustActions = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
]

/** Holds a document against the rules of trust policies. Whether the principals exist is not looked at. */
export function validateTrustPolicy(text: string): Validated {
  const read = readDocument(text)
  if (!read.ok) return { ok: false, message: describe(read.problem) }
  const message = findProblem(read.document)
  return message === undefined ? { ok: true, document: read.document } : { ok: false, message }
}

function describe(problem: DocumentProblem): string {
  switch (problem.kind) {
    case 'json':
      return 'This policy contains invalid Json'
    case 'unknown':
      return `Unknown field ${problem.element}`
    case 'missing':
      return `Missing required field ${problem.element}`
    case 'syntax':
      // UNVERIFIED: AWS's words differ by what is wrong.
      return 'Syntax errors in policy.'
  }
}

function findProblem(document: PolicyDocument): string | undefined {
  for (const statement of document.statements) {
    const problem = statementProblem(statement)
    if (problem !== undefined) return problem
  }
  return undefined
}

function statementProblem({ effect, principal, action, resource }: Statement): string | undefined {
  // UNVERIFIED: the words for an effect in the wrong case.
  if (effect !== 'Allow' && effect !== 'Deny') return 'The policy failed legacy parsing'
  if (resource) return `Has prohibited field ${resource.negated ? 'NotResource' : 'Resource'}`
  if (!principal) return 'Missing required field Principal'
  if (!action || action.patterns.length === 0) return 'Missing required field Action'
  if (!action.patterns.every(isTrustAction))
    return 'AssumeRole policy may only specify STS AssumeRole actions.'
  const stranger = principal.entries.find((entry) => !isPrincipal(entry) || entry.type === 'CanonicalUser')
  return stranger && invalidPrincipal(stranger)
}

/** AWS's sentence for a principal that is malformed or does not exist. */
export function invalidPrincipal({ type, value }: PrincipalEntry): string {
  return `Invalid principal in policy: "${type === 'AWS' ? type : type.toUpperCase()}":"${value}"`
}

function isTrustAction(pattern: string): boolean {
  const lower = pattern.toLowerCase()
  return lower.startsWith('sts:') && trustActions.some((action) => matchGlob(lower, action.toLowerCase()))
}
