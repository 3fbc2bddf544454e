import type * as Api from '@aws-sdk/client-sfn'
import type { Json } from '../../../base/json.ts'
import {
  apiNames,
  callWith,
  definite,
  everyItem,
  type MadeResource,
  nameOf,
  type ResourceCalls,
  type ResourceRequest,
  type ResourceType,
  resourceExists,
  retag,
  tagsOf,
  templateNames,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'
import { definitionOf } from './definition-text.ts'

const missing = 'StateMachineDoesNotExist'

/** AWS::StepFunctions::StateMachine. Source: CloudFormation template reference, AWS::StepFunctions::StateMachine. */
export const stateMachine: ResourceType = {
  async create(request) {
    const { properties } = request
    const name = nameOf(request, 'StateMachineName', { max: 80 })
    // Creating one a second time is no error of the operation.
    const arn = `arn:${request.partition}:states:${request.region}:${request.accountId}:stateMachine:${name}`
    if (!request.again && (await machine(request, arn)))
      throw resourceExists('AWS::StepFunctions::StateMachine', arn)
    const made = await callWith<Api.CreateStateMachineOutput>(request, 'states:CreateStateMachine', {
      name,
      definition: await definitionOf(request),
      roleArn: properties.RoleArn,
      type: properties.StateMachineType,
      ...settings(request),
      tags: tags(tagsOf(request, properties.Tags)),
    })
    return found(request, String(made.stateMachineArn))
  },

  async update(request) {
    const { physicalId: stateMachineArn, properties } = request
    await callWith(request, 'states:UpdateStateMachine', {
      stateMachineArn,
      definition: await definitionOf(request),
      roleArn: properties.RoleArn,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      ...settings(request),
    })
    await retag(
      request,
      'Tags',
      (wanted) => request.call('states:TagResource', { resourceArn: stateMachineArn, tags: tags(wanted) }),
      (tagKeys) => request.call('states:UntagResource', { resourceArn: stateMachineArn, tagKeys }),
    )
    return found(request, stateMachineArn)
  },

  async remove(request) {
    const stateMachineArn = request.physicalId
    await request.call('states:DeleteStateMachine', { stateMachineArn })
    // Its executions are ended first; until then the name is taken.
    await untilReady(request, async () => ((await machine(request, stateMachineArn)) ? undefined : true))
  },

  async read(query) {
    const there = await machine(query, query.identifier)
    if (!there) return undefined
    const { tags: tagged = [] } = await query.call<Api.ListTagsForResourceOutput>(
      'states:ListTagsForResource',
      {
        resourceArn: query.identifier,
      },
    )
    return {
      ...madeOf(there),
      properties: definite({
        Arn: there.stateMachineArn,
        Name: there.name,
        StateMachineName: there.name,
        StateMachineType: there.type,
        StateMachineRevisionId: there.revisionId ?? 'INITIAL',
        DefinitionString: there.definition,
        RoleArn: there.roleArn,
        LoggingConfiguration: templateNames(there.loggingConfiguration as Json | undefined),
        TracingConfiguration: templateNames(there.tracingConfiguration as Json | undefined),
        EncryptionConfiguration: templateNames(there.encryptionConfiguration as Json | undefined),
        Tags: tagged.map(({ key, value }) => ({ Key: key, Value: value })),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<Api.StateMachineListItem>(
      calls,
      'states:ListStateMachines',
      {},
      'stateMachines',
      'nextToken',
    )
    return all.map(({ stateMachineArn = '' }) => stateMachineArn)
  },
}

function settings({ properties }: ResourceRequest): Record<string, Json | undefined> {
  return {
    ...(properties.LoggingConfiguration === undefined
      ? {}
      : { loggingConfiguration: apiNames(properties.LoggingConfiguration) }),
    ...(properties.TracingConfiguration === undefined
      ? {}
      : { tracingConfiguration: apiNames(properties.TracingConfiguration) }),
    ...(properties.EncryptionConfiguration === undefined
      ? {}
      : { encryptionConfiguration: apiNames(properties.EncryptionConfiguration) }),
  }
}

/** Tags as the API takes them. */
export function tags(wanted: Readonly<Record<string, string>>): Array<{ key: string; value: string }> {
  return Object.entries(wanted).map(([key, value]) => ({ key, value }))
}

async function machine(
  { call }: ResourceCalls,
  stateMachineArn: string,
): Promise<Api.DescribeStateMachineOutput | undefined> {
  return unlessMissing(
    call<Api.DescribeStateMachineOutput>('states:DescribeStateMachine', { stateMachineArn }),
    missing,
  )
}

async function found(calls: ResourceCalls, stateMachineArn: string): Promise<MadeResource> {
  return madeOf(
    await calls.call<Api.DescribeStateMachineOutput>('states:DescribeStateMachine', { stateMachineArn }),
  )
}

function madeOf({
  stateMachineArn = '',
  name = '',
  revisionId = 'INITIAL',
}: Api.DescribeStateMachineOutput): MadeResource {
  return {
    physicalId: stateMachineArn,
    attributes: { Arn: stateMachineArn, Name: name, StateMachineRevisionId: revisionId },
  }
}
