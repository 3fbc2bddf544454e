import assert from 'node:assert/strict'
import {
  CloudFormation,
  type CreateStackInput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import type { VirtualClock } from '../../../src/index.ts'
import type { TestServer } from '../../support/server.ts'

let accounts = 100_000_000_000

/** A world of its own. */
export function newAccount(server: TestServer) {
  accounts += 1
  const config = server.config({ account: String(accounts) })
  return { config, account: String(accounts), cfn: new CloudFormation(config) }
}

/** Moves a server's clock by so many milliseconds: whatever is due on the way is done before the clock goes on. */
export function passingTime(
  server: TestServer,
  clock: VirtualClock,
): (milliseconds: number) => Promise<void> {
  return async (milliseconds) => {
    await server.lambent.idle()
    await clock.advance(milliseconds, () => server.lambent.idle())
  }
}

/** A template as JSON text. */
export function template(resources: object, more: object = {}): string {
  return JSON.stringify({ Resources: resources, ...more })
}

/** A stack as it is when nothing goes on any more. */
export async function settled(server: TestServer, cfn: CloudFormation, StackName: string): Promise<Stack> {
  await server.lambent.idle()
  const { Stacks: [stack] = [] } = await cfn.describeStacks({ StackName })
  if (!stack) throw new Error('no stack')
  return stack
}

/** Creates a stack and waits for its end. */
export async function created(
  server: TestServer,
  cfn: CloudFormation,
  StackName: string,
  TemplateBody: string,
  more: object = {},
): Promise<Stack> {
  const { StackId = '' } = await cfn.createStack({ StackName, TemplateBody, ...more })
  return settled(server, cfn, StackId)
}

/** What deployments of SAM templates acknowledge. */
export const samCapabilities: Pick<CreateStackInput, 'Capabilities'> = {
  Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
}

/** Creates a stack of a SAM template. Fails where it does not come to stand. */
export async function deployed(
  server: TestServer,
  cfn: CloudFormation,
  StackName: string,
  TemplateBody: string,
): Promise<Stack> {
  const stack = await created(server, cfn, StackName, TemplateBody, samCapabilities)
  assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
  return stack
}

/** Updates a stack and waits for its end. */
export async function updated(
  server: TestServer,
  cfn: CloudFormation,
  StackName: string,
  TemplateBody: string,
  more: object = {},
): Promise<Stack> {
  const { StackId = '' } = await cfn.updateStack({ StackName, TemplateBody, ...more })
  return settled(server, cfn, StackId)
}

/** Deletes a stack and waits for its end. */
export async function deleted(
  server: TestServer,
  cfn: CloudFormation,
  { StackId = '' }: Stack,
  more: object = {},
): Promise<Stack> {
  await cfn.deleteStack({ StackName: StackId, ...more })
  return settled(server, cfn, StackId)
}

/** All events of a stack, the oldest first. */
export async function eventsOf(cfn: CloudFormation, StackName: string): Promise<StackEvent[]> {
  const events: StackEvent[] = []
  let NextToken: string | undefined
  do {
    const page = await cfn.describeStackEvents({ StackName, ...(NextToken && { NextToken }) })
    events.push(...(page.StackEvents ?? []))
    NextToken = page.NextToken
  } while (NextToken)
  return events.reverse()
}

/** Events as lines: `Queue CREATE_COMPLETE`, with the reason where there is one. */
export async function history(cfn: CloudFormation, StackName: string): Promise<string[]> {
  return (await eventsOf(cfn, StackName)).map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
    [LogicalResourceId, ResourceStatus, ...(ResourceStatusReason ? [ResourceStatusReason] : [])].join(' '),
  )
}
