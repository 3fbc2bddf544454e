/** The policies of topics: the one that every topic has, and what AddPermission and RemovePermission write. */
import { partitionOf } from '../../../aws/identifiers.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { invalidParameter } from '../errors.ts'
import { type TopicAddress, topicArn } from './names.ts'

/** What others may be given on a topic, and what the default policy gives the owner's account. Source: as AWS writes it. */
const actions = [
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
]

/** The policy of a topic that was given none. Source: as GetTopicAttributes answers it. */
export function defaultPolicy(topic: TopicAddress): string {
  const document: JsonObject = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn(topic),
        Condition: { StringEquals: { 'AWS:SourceOwner': topic.accountId } },
      },
    ],
  }
  return JSON.stringify(document)
}

/** What AddPermission gives. */
export interface Permission {
  readonly label: string
  readonly accountIds: readonly string[]
  readonly actionNames: readonly string[]
}

/** A policy with one more statement. Fails with InvalidParameter. Source: API Reference, AddPermission. */
export function withPermission(
  policy: string,
  topic: TopicAddress,
  { label, accountIds, actionNames }: Permission,
): string {
  for (const action of actionNames)
    if (action !== '*' && !actions.some((known) => known.toLowerCase() === action.toLowerCase()))
      throw invalidParameter('Policy statement action out of service scope!')
  const { document, statements } = readPolicy(policy)
  if (statements.some((statement) => sidOf(statement) === label))
    throw invalidParameter('Statement already exists')
  const partition = partitionOf(topic.region)
  const statement: JsonObject = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: single(accountIds.map((id) => `arn:${partition}:iam::${id}:root`)) },
    Action: single(actionNames.map((action) => `SNS:${action}`)),
    Resource: topicArn(topic),
  }
  return JSON.stringify({ ...document, Statement: [...statements, statement] })
}

/** A policy without the statements of a label; undefined when it has none. */
export function withoutPermission(policy: string, label: string): string | undefined {
  const { document, statements } = readPolicy(policy)
  const left = statements.filter((statement) => sidOf(statement) !== label)
  return left.length === statements.length ? undefined : JSON.stringify({ ...document, Statement: left })
}

function readPolicy(text: string): { readonly document: JsonObject; readonly statements: readonly Json[] } {
  const document = JSON.parse(text) as JsonObject
  const { Statement: statement = [] } = document
  return { document, statements: Array.isArray(statement) ? statement : [statement as Json] }
}

function sidOf(statement: Json): string | undefined {
  const sid =
    statement !== null && typeof statement === 'object' && 'Sid' in statement ? statement.Sid : undefined
  return typeof sid === 'string' ? sid : undefined
}

/** AWS writes a single value without a list around it. */
function single(values: readonly string[]): Json {
  return values.length === 1 ? (values[0] ?? '') : [...values]
}
