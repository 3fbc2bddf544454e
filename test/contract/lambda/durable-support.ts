/** Durable functions for tests: AWS's SDK for JavaScript, unchanged, in real functions. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Event,
  GetDurableExecutionCommand,
  InvokeCommand,
  type Lambda,
  paginateGetDurableExecutionHistory,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { packageFiles } from '../../support/node-packages.ts'
import { zipOf } from '../../support/zip.ts'

let packages: Record<string, Uint8Array> | undefined

/** How long a condition may take to come true on a busy machine. Unit: milliseconds. */
const patienceMs = 60_000

/** Makes a function of this module's source; durable when `durable` is given. */
export async function makeNodeFunction(
  lambda: Lambda,
  FunctionName: string,
  source: string,
  DurableConfig?: { ExecutionTimeout: number; RetentionPeriodInDays?: number },
): Promise<void> {
  packages ??= packageFiles('@aws/durable-execution-sdk-js')
  const ZipFile = zipOf({ 'index.mjs': source, ...(DurableConfig ? packages : {}) })
  await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/any',
    Code: { ZipFile },
    Timeout: 30,
    ...(DurableConfig ? { DurableConfig } : {}),
  })
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
    { FunctionName },
  )
}

/** The source of a durable function whose handler is this. */
export function durableSource(handler: string): string {
  return `import { withDurableExecution } from '@aws/durable-execution-sdk-js'
export const handler = withDurableExecution(${handler})
`
}

/** Begins an execution; answers its ARN. */
export async function startDurable(
  lambda: Lambda,
  name: string,
  event: unknown,
  executionName?: string,
): Promise<string> {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: name,
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      Payload: JSON.stringify(event),
      ...(executionName === undefined ? {} : { DurableExecutionName: executionName }),
    }),
  )
  assert.equal(answer.StatusCode, 202)
  assert.ok(answer.DurableExecutionArn)
  return answer.DurableExecutionArn
}

/** Waits for something that comes true by itself; answers it. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false>,
): Promise<Found> {
  const end = performance.now() + patienceMs
  for (;;) {
    const found = await look()
    if (found) return found
    assert.ok(performance.now() < end, `waited in vain for ${what}`)
    await sleep(20)
  }
}

export async function ended(lambda: Lambda, arn: string) {
  return await until('the end of an execution', async () => {
    const execution = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }))
    return execution.Status !== 'RUNNING' && execution
  })
}

/** The whole history, page by page. */
export async function historyOf(lambda: Lambda, arn: string, pageSize = 100): Promise<Event[]> {
  const events: Event[] = []
  const pages = paginateGetDurableExecutionHistory({ client: lambda, pageSize }, { DurableExecutionArn: arn })
  for await (const page of pages) events.push(...(page.Events ?? []))
  return events
}

/** Waits for an event of this type; answers it. */
export async function happened(lambda: Lambda, arn: string, type: string): Promise<Event> {
  return await until(type, async () => {
    // A child is named in its parent's history before it begins.
    const events = await historyOf(lambda, arn).catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return []
      throw error
    })
    return events.find(({ EventType }) => EventType === type)
  })
}
