/** Durable functions with AWS's SDK for Python, fetched from its registry; skipped where that cannot be reached. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { ended, happened, historyOf, startDurable } from './durable-support.ts'
import { type Account, makeFunction, newAccount } from './support.ts'

const clock = new VirtualClock()
const version = '3.0.0'
const source = `
from aws_durable_execution_sdk_python import DurableContext, durable_execution, durable_step
from aws_durable_execution_sdk_python.config import Duration

@durable_step
def double(step, amount):
    return amount * 2

@durable_execution
def handler(event, context: DurableContext):
    price = context.step(double(event["amount"]), name="price")
    context.wait(Duration.from_days(1), name="a day")
    again = context.step(double(price), name="again")
    return {"price": price, "again": again}
`

/** The SDK's files; undefined where its registry cannot be reached. */
function sdkFiles(folder: string): Record<string, Uint8Array> | undefined {
  try {
    execFileSync(
      'python3',
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-deps',
        '--target',
        folder,
        `aws-durable-execution-sdk-python==${version}`,
      ],
      { stdio: 'ignore', timeout: 60_000 },
    )
  } catch {
    return undefined
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.py'),
  )
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [relative(folder, path), readFileSync(path)]
    }),
  )
}

describe('durable functions with AWS SDK for Python', () => {
  const server = testServer({ clock, network: 'none' })
  const folder = mkdtempSync(join(tmpdir(), 'lambent-python-sdk-'))
  let account: Account
  before(() => {
    account = newAccount(server)
  })
  after(() => {
    account.lambda.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  it('step and wait a day', async (test) => {
    const files = sdkFiles(folder)
    if (!files) return test.skip('the SDK cannot be fetched')
    await makeFunction(account, 'order', {
      DurableConfig: { ExecutionTimeout: 604_800 },
      Timeout: 60,
      Code: { ZipFile: zipOf({ ...files, 'index.py': source }) },
    })
    await waitUntilFunctionActiveV2(
      { client: account.lambda, maxWaitTime: 120, minDelay: 0.05, maxDelay: 0.5 },
      { FunctionName: 'order' },
    )
    const arn = await startDurable(account.lambda, 'order', { amount: 21 })
    await happened(account.lambda, arn, 'WaitStarted')
    await happened(account.lambda, arn, 'InvocationCompleted')
    await clock.advance(86_400_000)
    const { Status, Result } = await ended(account.lambda, arn)
    assert.equal(Status, 'SUCCEEDED')
    assert.deepEqual(JSON.parse(Result ?? ''), { price: 42, again: 84 })
    const steps = (await historyOf(account.lambda, arn)).filter(
      ({ EventType }) => EventType === 'StepSucceeded',
    )
    assert.deepEqual(
      steps.map(({ Name }) => Name),
      ['price', 'again'],
    )
  })
})
