import type { DescribeExecutionCommandOutput, HistoryEvent } from '@aws-sdk/client-sfn'
import { SFN } from '@aws-sdk/client-sfn'
import type { TestServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly sfn: SFN
  readonly roleArn: string
  /** The ARN of a machine, with a qualifier if one is given. */
  arn(name: string, qualifier?: string | number): string
  /** The ARN of an execution of a machine. */
  execution(machine: string, name: string): string
  /** Makes a Standard machine of these states, the first of them first; answers its ARN. */
  machine(name: string, states: Readonly<Record<string, object>>, more?: object): Promise<string>
  /** Makes an Express machine. */
  express(name: string, states: Readonly<Record<string, object>>, more?: object): Promise<string>
  /** Waits until an execution has ended. */
  ended(executionArn: string): Promise<DescribeExecutionCommandOutput>
  /** Starts an execution and waits for its end. */
  run(stateMachineArn: string, input?: unknown): Promise<DescribeExecutionCommandOutput>
  /** All events of an execution. */
  history(executionArn: string): Promise<HistoryEvent[]>
}

/** A definition of these states, the first of them first. */
export function definition(states: Readonly<Record<string, object>>, more: object = {}): string {
  return JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more })
}

export const pass = { Type: 'Pass', End: true }

/** A state that waits for a token that nobody has. */
export const endless = { Type: 'Wait', Seconds: 99_999_999, End: true }

export function newAccount(server: TestServer): Account {
  const id = String(640_000_000_000 + accounts++)
  // StartSyncExecution is sent to another host by default.
  const sfn = new SFN({ ...server.config({ account: id }), disableHostPrefix: true })
  const roleArn = `arn:aws:iam::${id}:role/machine`
  const make = async (name: string, type: 'STANDARD' | 'EXPRESS', states: object, more: object) => {
    const { stateMachineArn = '' } = await sfn.createStateMachine({
      name,
      type,
      roleArn,
      definition: definition(states as Readonly<Record<string, object>>),
      ...more,
    })
    return stateMachineArn
  }
  const account: Account = {
    id,
    sfn,
    roleArn,
    arn: (name, qualifier) =>
      `arn:aws:states:us-east-1:${id}:stateMachine:${name}${qualifier === undefined ? '' : `:${qualifier}`}`,
    execution: (machine, name) => `arn:aws:states:us-east-1:${id}:execution:${machine}:${name}`,
    machine: (name, states, more = {}) => make(name, 'STANDARD', states, more),
    express: (name, states, more = {}) => make(name, 'EXPRESS', states, more),
    ended: async (executionArn) => {
      let found = await sfn.describeExecution({ executionArn })
      await until(async () => {
        if (found.status !== 'RUNNING') return true
        found = await sfn.describeExecution({ executionArn })
        return found.status !== 'RUNNING'
      }, `the end of ${executionArn}`)
      return found
    },
    run: async (stateMachineArn, input = {}) => {
      const { executionArn = '' } = await sfn.startExecution({
        stateMachineArn,
        input: JSON.stringify(input),
      })
      return account.ended(executionArn)
    },
    history: async (executionArn) => {
      const events: HistoryEvent[] = []
      let nextToken: string | undefined
      do {
        const page = await sfn.getExecutionHistory({ executionArn, nextToken, maxResults: 1000 })
        events.push(...(page.events ?? []))
        nextToken = page.nextToken
      } while (nextToken)
      return events
    },
  }
  return account
}
