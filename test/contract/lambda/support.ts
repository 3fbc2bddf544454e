import {
  type CreateFunctionRequest,
  Lambda,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import type { TestServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly lambda: Lambda
  /** The ARN of a function here, with a qualifier if one is given. */
  arn(name: string, qualifier?: string): string
}

export function newAccount(server: TestServer): Account {
  const id = String(400_000_000_000 + accounts++)
  return {
    id,
    lambda: new Lambda(server.config({ account: id })),
    arn: (name, qualifier) =>
      `arn:aws:lambda:us-east-1:${id}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`,
  }
}

/** Makes a Python function. */
export async function makeFunction(
  { id, lambda }: Account,
  FunctionName: string,
  more: Partial<CreateFunctionRequest> = {},
  source = 'def handler(event, context):\n    return event\n',
): Promise<void> {
  await lambda.createFunction({
    FunctionName,
    Role: `arn:aws:iam::${id}:role/worker`,
    Runtime: 'python3.13',
    Handler: 'index.handler',
    // Three seconds, the default, may be too few for a machine that is busy.
    Timeout: 20,
    Code: { ZipFile: zipOf({ 'index.py': source }) },
    ...more,
  })
}

const waiting = { maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 }

/** Waits, as SDKs do, until a function (or a version of it) is Active. */
export async function untilActive(
  { lambda }: Account,
  FunctionName: string,
  Qualifier?: string,
): Promise<void> {
  await waitUntilFunctionActiveV2(
    { client: lambda, ...waiting },
    { FunctionName, ...(Qualifier ? { Qualifier } : {}) },
  )
}

/** Waits, as SDKs do, until the last update of a function is done. */
export async function untilUpdated({ lambda }: Account, FunctionName: string): Promise<void> {
  await waitUntilFunctionUpdatedV2({ client: lambda, ...waiting }, { FunctionName })
}

/** Makes a Python function and waits until it can be invoked. */
export async function makeActive(
  account: Account,
  name: string,
  source?: string,
  more: Partial<CreateFunctionRequest> = {},
): Promise<void> {
  await makeFunction(account, name, more, source)
  await untilActive(account, name)
}

/** The payload of an answer, read as JSON. */
export function jsonOf(payload: Uint8Array | undefined): unknown {
  return JSON.parse(Buffer.from(payload ?? []).toString('utf8'))
}
