/** Functions that benchmarks invoke. */
import { Lambda, type LambdaClientConfig } from '@aws-sdk/client-lambda'
import { zipOf } from '../../src/app/cli/example/zip.ts'
import { CaughtRequests } from './caught-requests.ts'
import { clientSettings } from './clients.ts'

export const pythonHello = 'def handler(event, context):\n    return {"hello": event.get("name", "world")}\n'
export const nodeHello = "export async function handler(event) { return { hello: event.name ?? 'world' } }\n"

/** A client of the server on a port. */
export function lambdaClient(port: number, more: Partial<LambdaClientConfig> = {}): Lambda {
  return new Lambda({ ...clientSettings(port), ...more })
}

/** What to run. */
export interface BenchFunction {
  readonly name: string
  readonly runtime: 'python3.13' | 'nodejs24.x'
  readonly source: string
  readonly memoryMb?: number
}

/** Makes a function and waits until it can be invoked. Fails with the reason when it never can. */
export async function makeFunction(lambda: Lambda, bench: BenchFunction): Promise<void> {
  const { name, runtime, source, memoryMb = 512 } = bench
  const file = runtime.startsWith('python') ? 'index.py' : 'index.mjs'
  await lambda.createFunction({
    FunctionName: name,
    Role: 'arn:aws:iam::000000000000:role/bench',
    Runtime: runtime,
    Handler: 'index.handler',
    MemorySize: memoryMb,
    Timeout: 60,
    Code: { ZipFile: zipOf({ [file]: source }) },
  })
  for (;;) {
    const { State, StateReason } = await lambda.getFunctionConfiguration({ FunctionName: name })
    if (State === 'Active') return
    if (State === 'Failed') throw new Error(`${name} cannot run: ${StateReason}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Lets API Gateway invoke a function. */
export async function letGatewayInvoke(lambda: Lambda, name: string): Promise<void> {
  await lambda.addPermission({
    FunctionName: name,
    StatementId: 'api',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  })
}

/** Requests of Invoke as the SDK puts them on the wire, signed: it is asked to send them, and stopped at the last moment. */
export async function invokeRequests(
  port: number,
  FunctionName: string,
  count: number,
  Payload = '{"name":"bench"}',
): Promise<Buffer[]> {
  const caught = new CaughtRequests()
  const lambda = lambdaClient(port, { requestHandler: caught.requestHandler })
  for (let index = 0; index < count; index++) await caught.send(lambda.invoke({ FunctionName, Payload }))
  lambda.destroy()
  return caught.requests
}
