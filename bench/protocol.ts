/**
 * What a codec costs: a request is recognised and decoded, an answer encoded, without HTTP. `node bench/protocol.ts`
 */
import { loadModel, type Protocol } from '../src/models/index.ts'
import { protocols, type WireRequest } from '../src/protocol/index.ts'
import { Report } from './support/figures.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const post = { method: 'POST', path: '/', query: '' }

interface Call {
  readonly name: string
  readonly model: string
  readonly protocol: Protocol
  readonly request: WireRequest
  readonly output: object
}

const calls: readonly Call[] = [
  {
    name: 'GetCallerIdentity',
    model: 'sts',
    protocol: 'awsQuery',
    request: { ...post, headers: {}, body: bytes('Action=GetCallerIdentity&Version=2011-06-15') },
    output: { UserId: 'AIDA', Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/x' },
  },
  {
    name: 'GetParameter',
    model: 'ssm',
    protocol: 'awsJson1_1',
    request: {
      ...post,
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: bytes('{"Name":"/a/b","WithDecryption":true}'),
    },
    output: {
      Parameter: { Name: '/a/b', Type: 'String', Value: 'v', Version: 1, LastModifiedDate: new Date(0) },
    },
  },
  {
    name: 'Invoke',
    model: 'lambda',
    protocol: 'restJson1',
    request: {
      ...post,
      path: '/2015-03-31/functions/my-function/invocations',
      headers: { host: 'localhost', 'x-amz-invocation-type': 'RequestResponse' },
      body: bytes('{"a":1}'),
    },
    output: { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: bytes('{"ok":true}') },
  },
  {
    name: 'ListMetrics',
    model: 'cloudwatch',
    protocol: 'rpcv2Cbor',
    request: {
      ...post,
      path: '/service/GraniteServiceVersion20100801/operation/ListMetrics',
      headers: {},
      body: Uint8Array.from([0xa1, 0x69, ...bytes('Namespace'), 0x61, 0x61]),
    },
    output: { Metrics: [{ Namespace: 'a', MetricName: 'b', Dimensions: [{ Name: 'x', Value: 'y' }] }] },
  },
]

/** Unit: microseconds, for decoding and encoding together. */
const microsMax = 15

const warmUp = 30_000
const rounds = 100_000
const context = { requestId: '8f2a64a3-5b0c-4d8e-9d3a-1f6f1a0c9e11', requestHeaders: {} }
const report = new Report()
for (const call of calls) {
  const model = await loadModel(call.model)
  const protocol = protocols[call.protocol]
  const run = (count: number) => {
    for (let round = 0; round < count; round++) {
      const operation = protocol.identify(model, call.request, call.request.body)
      if (operation?.name !== call.name) throw new Error(`${call.name} was not recognised`)
      protocol.decode(model, operation, call.request)
      protocol.encode(model, operation, call.output, context)
    }
  }
  run(warmUp)
  const started = performance.now()
  run(rounds)
  const micros = ((performance.now() - started) * 1000) / rounds
  report.figure(`${call.name} in ${call.protocol}`, micros, 'µs', { atMost: microsMax }, 1)
}
report.finish()
