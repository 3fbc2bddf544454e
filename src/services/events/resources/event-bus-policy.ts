/**
 * AWS::Events::EventBusPolicy: one statement of a bus's policy. PutPermission takes whole policies or statements of a narrow
 * form, so a statement in full is written by reading the policy and putting it back with the statement in it. Several of
 * them in one template are made at once: they wait for one another, bus by bus.
 * Source: CloudFormation template reference, AWS::Events::EventBusPolicy.
 */
import type * as Api from '@aws-sdk/client-eventbridge'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import { given, unlessMissing } from '../../../dispatch/index.ts'

export const eventBusPolicy: ResourceType = {
  async create(request) {
    await put(request, request.properties)
    return madeOf(request.properties)
  },

  async update(request) {
    await put(request, request.properties)
    return madeOf(request.properties)
  },

  async remove(request) {
    const EventBusName = busOf(request.properties)
    await inTurn(request, EventBusName, () =>
      unlessMissing(
        request.call('events:RemovePermission', {
          EventBusName,
          StatementId: request.properties.StatementId,
        }),
        'ResourceNotFoundException',
      ),
    )
  },

  async read(query) {
    const [EventBusName = '', StatementId = ''] = query.identifier.split('|', 2)
    const { Statement: statements } = await policyOf(query, EventBusName)
    const Statement = statements.find(({ Sid }) => Sid === StatementId)
    if (!Statement) return undefined
    const properties = { EventBusName, StatementId, Statement }
    return { ...madeOf(properties), properties }
  },
}

function busOf(properties: ResourceProperties): string {
  return String(properties.EventBusName ?? 'default')
}

function madeOf(properties: ResourceProperties): MadeResource {
  return { physicalId: `${busOf(properties)}|${String(properties.StatementId)}`, attributes: {} }
}

async function put(calls: ResourceCalls, properties: ResourceProperties): Promise<void> {
  const EventBusName = busOf(properties)
  const Sid = String(properties.StatementId)
  await inTurn(calls, EventBusName, async () => {
    if (properties.Statement === undefined) {
      await calls.call('events:PutPermission', {
        EventBusName,
        ...given(properties, 'Action', 'Principal', 'StatementId', 'Condition'),
      })
      return
    }
    const policy = await policyOf(calls, EventBusName)
    const statement = { ...(properties.Statement as JsonObject), Sid }
    const others = policy.Statement.filter((other) => other.Sid !== Sid)
    await calls.call('events:PutPermission', {
      EventBusName,
      Policy: JSON.stringify({ ...policy, Statement: [...others, statement] }),
    })
  })
}

interface BusPolicy {
  readonly Version: Json
  readonly Statement: readonly JsonObject[]
}

async function policyOf({ call }: ResourceCalls, Name: string): Promise<BusPolicy> {
  const answer = await unlessMissing(
    call<Api.DescribeEventBusResponse>('events:DescribeEventBus', { Name }),
    'ResourceNotFoundException',
  )
  if (!answer?.Policy) return { Version: '2012-10-17', Statement: [] }
  const { Version = '2012-10-17', Statement = [] } = JSON.parse(answer.Policy) as JsonObject
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return { Version, Statement: statements as readonly JsonObject[] }
}

/** What is under way on each bus, so that no two write its policy at once. A stack is worked on by one node. */
const turns = new Map<string, Promise<unknown>>()

async function inTurn<T>(
  { accountId, region }: ResourceCalls,
  bus: string,
  act: () => Promise<T>,
): Promise<T> {
  const key = `${accountId}/${region}/${bus}`
  const mine = (turns.get(key) ?? Promise.resolve()).then(act, act)
  turns.set(key, mine)
  try {
    return await mine
  } finally {
    if (turns.get(key) === mine) turns.delete(key)
  }
}
