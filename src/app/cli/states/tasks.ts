/** Who does the tasks of a machine that runs here: mocks, then a server that runs. */
import type { Json } from '../../../base/json.ts'
import { randomHex } from '../../../base/random.ts'
import { systemRandom } from '../../../base/system-random.ts'
import type { StartTaskCommand } from '../../../engines/asl/index.ts'
import type { AwsClient } from '../aws/aws-client.ts'
import { CommandError } from '../command-error.ts'
import type { TaskEnd } from './local-run.ts'
import type { TestCase } from './mock-config.ts'

/** A task by a mock; undefined where the case has none for its state. An attempt without a response fails the machine, as in Step Functions Local. */
export function mockedEnd(testCase: TestCase, { stateName, attempt }: StartTaskCommand): TaskEnd | undefined {
  const mocked = testCase.get(stateName)
  if (!mocked) return undefined
  return (
    mocked.attempts.get(attempt) ?? {
      error: 'States.Runtime',
      cause: `The mocked response '${mocked.name}' has nothing for attempt ${attempt} of the state '${stateName}'.`,
    }
  )
}

interface Ended {
  readonly status?: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
}

/**
 * Tasks done by a server: by Express machines that do nothing else, one for each resource, which are deleted at the end.
 */
export class ServerTasks {
  readonly #client: AwsClient
  readonly #machines = new Map<string, Promise<string>>()

  constructor(client: AwsClient) {
    this.#client = client
  }

  async perform({ resource, stateName, arguments: input }: StartTaskCommand): Promise<TaskEnd> {
    if (resource.kind === 'activity' || resource.pattern !== 'request')
      throw new CommandError(
        `The task of '${stateName}' waits for what only a deployed machine can get: ${resource.arn}`,
        ['Give it a mocked response: --mocks MockConfigFile.json --case Machine#Case'],
      )
    const stateMachineArn = await this.#machine(resource.arn)
    const {
      status,
      output = '{}',
      error = 'States.TaskFailed',
      cause,
    } = await this.#call<Ended>('StartSyncExecution', { stateMachineArn, input: JSON.stringify(input) })
    if (status === 'SUCCEEDED') return { output: JSON.parse(output) as Json }
    return { error, ...(cause !== undefined && { cause }) }
  }

  /** Takes the machines away again. */
  async close(): Promise<void> {
    for (const made of this.#machines.values()) {
      const stateMachineArn = await made.catch(() => undefined)
      if (stateMachineArn !== undefined)
        await this.#call('DeleteStateMachine', { stateMachineArn }).catch(() => {})
    }
    this.#client.close()
  }

  #machine(resourceArn: string): Promise<string> {
    let machine = this.#machines.get(resourceArn)
    machine ??= this.#call<{ stateMachineArn: string }>('CreateStateMachine', {
      name: `lambent-states-run-${randomHex(systemRandom, 6)}`,
      type: 'EXPRESS',
      roleArn: 'arn:aws:iam::000000000000:role/lambent-states-run',
      definition: JSON.stringify({
        StartAt: 'Task',
        States: { Task: { Type: 'Task', Resource: resourceArn, InputPath: '$', End: true } },
      }),
    }).then(({ stateMachineArn }) => stateMachineArn)
    this.#machines.set(resourceArn, machine)
    return machine
  }

  #call<Output>(operation: string, input: object): Promise<Output> {
    return this.#client.json<Output>('states', `AWSStepFunctions.${operation}`, input)
  }
}
