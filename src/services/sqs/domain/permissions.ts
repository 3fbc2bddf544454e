/**
 * The policy that AddPermission and RemovePermission write. Source: API Reference, AddPermission; the form of the statement as AWS
 * writes it.
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** Actions that a policy of a queue can give to others. Source: "Amazon SQS API permissions: Actions and resource reference". */
export const sharedActions: ReadonlySet<string> = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
])

/** What AddPermission gives. */
export interface Permission {
  readonly label: string
  readonly accountIds: readonly string[]
  readonly actions: readonly string[]
}

export function statementsOf(policy: string | undefined): readonly Json[] {
  const statement = policy === undefined ? [] : (JSON.parse(policy) as JsonObject).Statement
  return Array.isArray(statement) ? statement : statement === undefined ? [] : [statement as Json]
}

export function sidOf(statement: Json): string | undefined {
  const sid =
    statement !== null && typeof statement === 'object' && 'Sid' in statement ? statement.Sid : undefined
  return typeof sid === 'string' ? sid : undefined
}

/** A policy's text with one more statement. */
export function withPermission(
  policy: string | undefined,
  queueArn: string,
  partition: string,
  { label, accountIds, actions }: Permission,
): string {
  const principals = accountIds.map((id) => `arn:${partition}:iam::${id}:root`)
  const statement: JsonObject = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: single(principals) },
    Action: single(actions.map((action) => `SQS:${action}`)),
    Resource: queueArn,
  }
  const before: JsonObject =
    policy === undefined
      ? { Version: '2008-10-17', Id: `${queueArn}/SQSDefaultPolicy` }
      : (JSON.parse(policy) as JsonObject)
  return JSON.stringify({ ...before, Statement: [...statementsOf(policy), statement] })
}

/** A policy's text without the statements of a label; undefined when none is left. */
export function withoutPermission(policy: string, label: string): string | undefined {
  const statements = statementsOf(policy).filter((statement) => sidOf(statement) !== label)
  if (statements.length === 0) return undefined
  return JSON.stringify({ ...(JSON.parse(policy) as JsonObject), Statement: statements })
}

/** AWS writes a single value without a list around it. */
function single(values: readonly string[]): Json {
  return values.length === 1 ? (values[0] ?? '') : [...values]
}
