/**
 * What S3 asks of a policy beyond the grammar: everybody is named, and everything is this bucket's. Source: Amazon S3 User Guide,
 * "Policies and permissions in Amazon S3"; messages as observed.
 */
import { isPrincipal, type PolicyDocument, type Statement } from '../../../engines/policy/index.ts'

type Read =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problem: { readonly kind: string; readonly element?: string } }

/** The first fault in AWS's words; undefined: none. `text` is the policy, `arn` the bucket's. */
export function bucketPolicyFault(text: string, read: Read, arn: string): string | undefined {
  if (!read.ok) {
    const { problem } = read
    if (problem.kind === 'json') return "Policies must be valid JSON and the first byte must be '{'"
    if (problem.kind === 'missing') return `Missing required field ${problem.element}`
    return problem.kind === 'unknown' ? `Unknown field ${problem.element}` : 'Policy has invalid syntax'
  }
  for (const { principal } of read.document.statements) {
    if (principal?.entries.some((entry) => !isPrincipal(entry))) return 'Invalid principal in policy'
  }
  const { Statement } = JSON.parse(text) as { Statement?: unknown }
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as Array<Record<string, unknown>>
  for (const statement of statements) {
    const fault = statementFault(statement, arn)
    if (fault !== undefined) return fault
  }
  return read.document.statements.every(isApplicable)
    ? undefined
    : 'Action does not apply to any resource(s) in statement'
}

const ofObjects =
  /^s3:(?:(?:get|put|delete)object|restoreobject|abortmultipartupload|listmultipartuploadparts|bypassgovernanceretention|replicate(?:object|delete|tags)|objectowneroverride)/i
const ofBuckets =
  /^s3:(?:listbucket|createbucket|(?:get|put|delete)bucket|(?:get|put)(?:accelerate|analytics|encryption|intelligenttiering|inventory|lifecycle|metrics|replication)configuration$)/i

/** Whether each action is about one of the resources: some are of objects alone, some of buckets. Unknown ones are taken as they are. */
function isApplicable({ action, resource }: Statement): boolean {
  if (!action || !resource || action.negated || resource.negated) return true
  const mayBeObject = resource.patterns.some((pattern) => /[/*?$]/.test(pattern))
  const mayBeBucket = resource.patterns.some((pattern) => !pattern.includes('/') || pattern.includes('${'))
  return action.patterns.every(
    (pattern) => (mayBeObject || !ofObjects.test(pattern)) && (mayBeBucket || !ofBuckets.test(pattern)),
  )
}

function statementFault(statement: Record<string, unknown>, arn: string): string | undefined {
  const { Principal: principal, NotPrincipal: others } = statement
  if (principal === undefined && others === undefined) return 'Missing required field Principal'
  if (typeof principal === 'string' && principal !== '*') return 'Invalid principal in policy'
  for (const action of listOf(statement.Action ?? statement.NotAction)) {
    if (action !== '*' && !/^s3[a-z-]*:/i.test(action)) return 'Policy has invalid action'
  }
  const resources = listOf(statement.Resource ?? statement.NotResource)
  if (resources.length === 0) return 'Missing required field Resource'
  for (const resource of resources) {
    const [, , , , , name = ''] = resource.split(':')
    const [bucket = ''] = name.split('/')
    const isOurs = resource.startsWith(arn) && /^(?:$|\/|[*?])/.test(resource.slice(arn.length))
    if (!isOurs && !matches(bucket, arn.split(':::')[1] ?? '')) return 'Policy has invalid resource'
  }
  return undefined
}

/** Wildcards in the name of the bucket, and variables, count as this bucket when they may be. */
function matches(pattern: string, name: string): boolean {
  if (!/[*?$]/.test(pattern)) return pattern === name
  if (pattern.includes('${')) return true
  const source = pattern
    .replace(/[.+^{}()|[\]\\$]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '.')
  return pattern.length < 256 && new RegExp(`^${source}$`).test(name)
}

function listOf(value: unknown): string[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}
