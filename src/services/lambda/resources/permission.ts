import type { JsonObject } from '../../../base/json.ts'
import {
  callWith,
  type ResourceCalls,
  type ResourceType,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::Permission: a statement of a function's policy. Source: CloudFormation template reference, AWS::Lambda::Permission. */
export const permission: ResourceType = {
  async create(request) {
    const Id = request.name({ max: 100 })
    const { FunctionName, Action, Principal, ...more } = request.properties
    await unlessAgain(
      request,
      callWith(request, 'lambda:AddPermission', {
        ...more,
        FunctionName,
        Action,
        Principal,
        StatementId: Id,
      }),
      'ResourceConflictException',
    )
    return { physicalId: Id, attributes: { Id } }
  },

  async remove({ call, physicalId, properties }) {
    const FunctionName = String(properties.FunctionName)
    await unlessMissing(call('lambda:RemovePermission', { FunctionName, StatementId: physicalId }), missing)
  },

  async read(query) {
    const at = query.identifier.indexOf('|')
    const FunctionName = query.identifier.slice(0, at)
    const Id = query.identifier.slice(at + 1)
    const statement = (await statementsOf(query, FunctionName)).find(({ Sid }) => Sid === Id)
    if (!statement) return undefined
    return {
      physicalId: Id,
      attributes: { Id },
      properties: { FunctionName, ...propertiesOf(statement) },
    }
  },

  async list(calls, { FunctionName }) {
    if (FunctionName === undefined) return []
    const statements = await statementsOf(calls, String(FunctionName))
    return statements.map(({ Sid }) => `${FunctionName}|${Sid}`)
  },
}

async function statementsOf({ call }: ResourceCalls, FunctionName: string): Promise<readonly JsonObject[]> {
  const answer = await unlessMissing(call<{ Policy?: string }>('lambda:GetPolicy', { FunctionName }), missing)
  if (!answer?.Policy) return []
  return (JSON.parse(answer.Policy) as { Statement: readonly JsonObject[] }).Statement
}

function propertiesOf({ Action, Principal, Condition }: JsonObject): Record<string, string | boolean> {
  const principal = Principal as JsonObject | string
  const condition = (operator: string, key: string) => {
    const values = (Condition as JsonObject | undefined)?.[operator] as JsonObject | undefined
    const value = values?.[key]
    return value === undefined ? undefined : String(value)
  }
  const entries = {
    Action: String(Action),
    Principal:
      typeof principal === 'string'
        ? principal
        : String(principal.Service ?? String(principal.AWS).replace(/^arn:[\w-]+:iam::(\d+):root$/, '$1')),
    SourceArn: condition('ArnLike', 'AWS:SourceArn'),
    SourceAccount: condition('StringEquals', 'AWS:SourceAccount'),
    PrincipalOrgID: condition('StringEquals', 'aws:PrincipalOrgID'),
    EventSourceToken: condition('StringEquals', 'lambda:EventSourceToken'),
    FunctionUrlAuthType: condition('StringEquals', 'lambda:FunctionUrlAuthType'),
    InvokedViaFunctionUrl: condition('Bool', 'lambda:InvokedViaFunctionUrl') === 'true' || undefined,
  }
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
