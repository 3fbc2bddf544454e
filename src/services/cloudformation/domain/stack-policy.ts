/**
 * Stack policies: which updates of which resources are allowed. Without a policy all are; with one, what no statement allows is
 * denied. Source: User Guide, "Prevent updates to stack resources".
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** An action that a stack policy may allow or deny. */
export type PolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete'

/** Why a policy (JSON text) does not allow an update; undefined: it does. */
export function deniedByPolicy(
  policy: string | undefined,
  action: PolicyAction,
  resource: { readonly logicalId: string; readonly type: string },
): string | undefined {
  if (policy === undefined) return undefined
  const statements = statementsOf(JSON.parse(policy) as JsonObject)
  let allowed = false
  for (const [index, statement] of statements.entries()) {
    if (!matches(statement, action, resource)) continue
    if (statement.Effect === 'Deny')
      return `Action denied by stack policy: Statement [#${index + 1}] does not allow [${action}] for resource [LogicalResourceId/${resource.logicalId}]`
    allowed = true
  }
  return allowed
    ? undefined
    : `Action not allowed by stack policy: no statement allows [${action}] for resource [LogicalResourceId/${resource.logicalId}]`
}

/** What is wrong with the text of a policy; undefined: nothing. */
export function policyProblem(text: string): string | undefined {
  let policy: Json
  try {
    policy = JSON.parse(text) as Json
  } catch {
    return 'Error validating stack policy: Invalid stack policy'
  }
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy))
    return 'Error validating stack policy: Invalid stack policy'
  const statements = statementsOf(policy as JsonObject)
  const sound =
    statements.length > 0 &&
    statements.every(
      (statement) =>
        (statement.Effect === 'Allow' || statement.Effect === 'Deny') &&
        (statement.Action !== undefined || statement.NotAction !== undefined) &&
        (statement.Resource !== undefined || statement.NotResource !== undefined) &&
        statement.Principal === '*',
    )
  return sound ? undefined : 'Error validating stack policy: Invalid stack policy'
}

function statementsOf(policy: JsonObject): readonly JsonObject[] {
  const statement = policy.Statement
  const list = Array.isArray(statement) ? statement : [statement]
  return list.filter((item): item is JsonObject => typeof item === 'object' && item !== null)
}

function matches(
  statement: JsonObject,
  action: PolicyAction,
  resource: { readonly logicalId: string; readonly type: string },
): boolean {
  const actions = statement.NotAction ?? statement.Action
  const actionHit = texts(actions).some((pattern) => like(pattern, action))
  if (actionHit === 'NotAction' in statement) return false
  const resources = statement.NotResource ?? statement.Resource
  const resourceHit = texts(resources).some((pattern) =>
    like(pattern, `LogicalResourceId/${resource.logicalId}`),
  )
  if (resourceHit === 'NotResource' in statement) return false
  return meetsCondition(statement.Condition, resource.type)
}

/** Only the resource's type may be asked for. */
function meetsCondition(condition: Json | undefined, type: string): boolean {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return true
  return Object.entries(condition as JsonObject).every(([operator, keys]) => {
    const patterns = texts((keys as JsonObject).ResourceType)
    const hit = patterns.some((pattern) =>
      operator.endsWith('Like') ? like(pattern, type) : pattern === type,
    )
    return operator.startsWith('StringNot') ? !hit : hit
  })
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string')
}

function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`).test(text)
}
