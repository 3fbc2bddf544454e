import type {
  ChangeSetFacts,
  StackEventFacts,
  StackFacts,
  StackResourceFacts,
  Stacks,
} from '../../../devloop/index.ts'
import { type AwsClient, AwsFailure } from './aws-client.ts'
import { childOf, listIn, type QueryValue, query, textIn } from './query.ts'

/** CloudFormation, as the developer loop asks of it. */
export function stackCalls(client: AwsClient): Stacks {
  const call = (action: string, input: { readonly [name: string]: QueryValue }) =>
    query(client, { service: 'cloudformation', version: '2010-05-15', action }, input)
  return {
    async describe(name) {
      try {
        const answer = await call('DescribeStacks', { StackName: name })
        const [stack] = listIn(answer, 'Stacks')
        return stack && readStack(stack)
      } catch (error) {
        if (error instanceof AwsFailure && /does not exist/.test(error.message)) return undefined
        throw error
      }
    },
    async events(name) {
      const found: StackEventFacts[] = []
      let token: string | undefined
      do {
        const answer = await call('DescribeStackEvents', { StackName: name, NextToken: token })
        found.push(...listIn(answer, 'StackEvents').map(readEvent))
        token = textIn(answer, 'NextToken')
      } while (token !== undefined)
      return found
    },
    async resources(name) {
      const answer = await call('DescribeStackResources', { StackName: name })
      return listIn(answer, 'StackResources').map(
        (one): StackResourceFacts => ({
          logicalId: textIn(one, 'LogicalResourceId') ?? '',
          physicalId: textIn(one, 'PhysicalResourceId') ?? '',
          type: textIn(one, 'ResourceType') ?? '',
          status: textIn(one, 'ResourceStatus') ?? '',
        }),
      )
    },
    async createChangeSet({ stackName, name, kind, template, parameters, kept, tags }) {
      await call('CreateChangeSet', {
        StackName: stackName,
        ChangeSetName: name,
        ChangeSetType: kind,
        ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.address }),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        Parameters: [
          ...Object.entries(parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
          ...kept.map((key) => ({ ParameterKey: key, UsePreviousValue: true })),
        ],
        Tags: Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value })),
      })
    },
    async describeChangeSet(stackName, name): Promise<ChangeSetFacts> {
      const answer = await call('DescribeChangeSet', { StackName: stackName, ChangeSetName: name })
      const reason = textIn(answer, 'StatusReason')
      return {
        status: textIn(answer, 'Status') ?? '',
        ...(reason === undefined ? {} : { reason }),
        changes: listIn(answer, 'Changes').map((one) => {
          const change = childOf(one, 'ResourceChange')
          const replacement = textIn(change, 'Replacement')
          return {
            action: textIn(change, 'Action') ?? '',
            logicalId: textIn(change, 'LogicalResourceId') ?? '',
            type: textIn(change, 'ResourceType') ?? '',
            ...(replacement === undefined ? {} : { replacement }),
          }
        }),
      }
    },
    async executeChangeSet(stackName, name) {
      await call('ExecuteChangeSet', { StackName: stackName, ChangeSetName: name })
    },
    async deleteChangeSet(stackName, name) {
      await call('DeleteChangeSet', { StackName: stackName, ChangeSetName: name })
    },
    async delete(name) {
      await call('DeleteStack', { StackName: name })
    },
  }
}

type Element = Parameters<typeof textIn>[0]

function readStack(one: Element): StackFacts {
  const reason = textIn(one, 'StackStatusReason')
  return {
    id: textIn(one, 'StackId') ?? '',
    name: textIn(one, 'StackName') ?? '',
    status: textIn(one, 'StackStatus') ?? '',
    ...(reason === undefined ? {} : { reason }),
    parameters: listIn(one, 'Parameters').map((parameter) => textIn(parameter, 'ParameterKey') ?? ''),
    outputs: listIn(one, 'Outputs').map((output) => {
      const about = textIn(output, 'Description')
      return {
        name: textIn(output, 'OutputKey') ?? '',
        value: textIn(output, 'OutputValue') ?? '',
        ...(about === undefined ? {} : { about }),
      }
    }),
  }
}

function readEvent(one: Element): StackEventFacts {
  const reason = textIn(one, 'ResourceStatusReason')
  return {
    id: textIn(one, 'EventId') ?? '',
    logicalId: textIn(one, 'LogicalResourceId') ?? '',
    physicalId: textIn(one, 'PhysicalResourceId') ?? '',
    type: textIn(one, 'ResourceType') ?? '',
    status: textIn(one, 'ResourceStatus') ?? '',
    stackId: textIn(one, 'StackId') ?? '',
    ...(reason === undefined ? {} : { reason }),
  }
}
