import type { RawModel, RawOperation, RawShape, RawTarget, RawTraits } from '../../src/models/raw.ts'
import type { Protocol } from '../../src/models/types.ts'

// The SDK's static schema arrays, as its packages export them (`@smithy/types`, schema module).
type Schema = number | string | readonly unknown[] | (() => Schema)

const primitives: Readonly<Record<number, string>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  15: 'document',
  17: 'bigInteger',
  19: 'bigDecimal',
  21: 'blob',
  42: 'blob',
}

const timestampFormats: Readonly<Record<number, string>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
}

const flagBits = [
  'httpLabel',
  'idempotent',
  'idempotencyToken',
  'sensitive',
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
]

const protocolOf: Readonly<Record<string, Protocol>> = {
  AwsRestJsonProtocol: 'restJson1',
  AwsRestXmlProtocol: 'restXml',
  S3RestXmlProtocol: 'restXml',
  AwsJson1_0Protocol: 'awsJson1_0',
  AwsJson1_1Protocol: 'awsJson1_1',
  AwsQueryProtocol: 'awsQuery',
  AwsSmithyRpcV2CborProtocol: 'rpcv2Cbor',
  SmithyRpcV2CborProtocol: 'rpcv2Cbor',
}

/** Protocols that a service speaks on the wire beside the one its JavaScript client uses. Source: botocore's `protocols` lists and, for SQS, its developer guide, "Making Query API requests". */
const furtherProtocols: Readonly<Record<string, readonly Protocol[]>> = {
  sqs: ['awsQuery'],
  cloudwatch: ['rpcv2Cbor', 'awsJson1_0', 'awsQuery'],
}

/** The first label of the service's host names, where it is not the name it signs with. Source: botocore's `endpointPrefix`. */
const endpointPrefixes: Readonly<Record<string, string>> = {
  cloudwatch: 'monitoring',
  'dynamodb-streams': 'streams.dynamodb',
  apigatewaymanagementapi: 'execute-api',
}

/** Namespaces of XML answers that the SDK's client does not know, as it speaks JSON. Source: botocore's `xmlNamespace`. */
const xmlNamespaces: Readonly<Record<string, string>> = {
  sqs: 'http://queue.amazonaws.com/doc/2012-11-05/',
}

/** Reads everything that the server needs from one installed SDK client. */
export async function readSdkModel(name: string): Promise<RawModel> {
  const exported = (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>
  const config = clientConfig(exported, name)
  const settings = config.protocolSettings
  const xmlNamespace = settings.xmlNamespace ?? xmlNamespaces[name]
  const own = protocolOf[config.protocol.constructor.name]
  if (own === undefined) throw new Error(`${name}: unknown protocol ${config.protocol.constructor.name}`)
  const protocols = [...new Set([own, ...(furtherProtocols[name] ?? [])])]
  const reader = new SchemaReader()
  const operations: Record<string, RawOperation> = {}
  for (const [, value] of Object.entries(exported).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!Array.isArray(value) || value[0] === undefined) continue
    if (value[0] === 9) operations[value[2]] = reader.operation(value)
    else if (value[0] === -3) reader.named(value)
  }
  const signing = await signingNameOf(config)
  const queryCompatible =
    protocols[0] !== 'awsQuery' && /QueryCompat/.test(String(settings.serviceTarget ?? ''))
  return {
    name,
    serviceId: config.serviceId,
    apiVersion: config.apiVersion,
    protocols,
    signingName: signing,
    endpointPrefix: endpointPrefixes[name] ?? signing,
    ...(settings.serviceTarget === undefined ? {} : { targetPrefix: settings.serviceTarget }),
    ...(protocols.includes('rpcv2Cbor') && settings.serviceTarget ? { rpcName: settings.serviceTarget } : {}),
    ...(xmlNamespace === undefined ? {} : { xmlNamespace }),
    ...(queryCompatible || protocols.indexOf('awsQuery') > 0 ? { awsQueryCompatible: true as const } : {}),
    operations,
    shapes: reader.sorted(),
  }
}

interface ClientConfig {
  readonly serviceId: string
  readonly apiVersion: string
  readonly protocol: object
  readonly protocolSettings: { readonly serviceTarget?: string; readonly xmlNamespace?: string }
  httpAuthSchemeProvider(
    parameters: object,
  ): Array<{ schemeId: string; signingProperties?: { name?: string } }>
}

function clientConfig(exported: Record<string, unknown>, name: string): ClientConfig {
  const found = Object.entries(exported).find(
    ([key, value]) => key.endsWith('Client') && key !== '__Client' && typeof value === 'function',
  )
  if (!found) throw new Error(`${name}: no client class`)
  const Client = found[1] as new (options: object) => { config: ClientConfig }
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  return new Client({ region: 'us-east-1', endpoint: 'http://localhost', credentials }).config
}

async function signingNameOf(config: ClientConfig): Promise<string> {
  const schemes = config.httpAuthSchemeProvider({
    operation: '',
    region: 'us-east-1',
    Region: 'us-east-1',
    Endpoint: 'http://localhost',
    endpoint: 'http://localhost',
  })
  const name = schemes.find((scheme) => scheme.schemeId === 'aws.auth#sigv4')?.signingProperties?.name
  if (name === undefined) throw new Error(`${config.serviceId}: no signing name`)
  return name
}

/** Walks schemas from the operations down, and keeps each named shape once. */
class SchemaReader {
  readonly #shapes = new Map<string, RawShape>()

  sorted(): Record<string, RawShape> {
    return Object.fromEntries([...this.#shapes].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  operation(schema: readonly unknown[]): RawOperation {
    const traits = translate(schema[3])
    const input = this.#target(schema[4] as Schema)
    const output = this.#target(schema[5] as Schema)
    const endpoint = traits.endpoint as readonly string[] | undefined
    return {
      ...(input === 'unit' ? {} : { input: String(input).slice(1) }),
      ...(output === 'unit' ? {} : { output: String(output).slice(1) }),
      ...(traits.http === undefined ? {} : { http: traits.http as readonly [string, string, number] }),
      ...(endpoint?.[0] === undefined ? {} : { hostPrefix: endpoint[0] }),
    }
  }

  /** Keeps a named shape and gives its target. */
  named(schema: readonly unknown[]): string {
    const [kind, , name] = schema as [number, string, string]
    // Some synthetic shapes share the name of another (`Unit`-like inputs); the SDK never lets two real ones do so.
    if (!this.#shapes.has(name)) {
      this.#shapes.set(name, { type: 'structure' })
      this.#shapes.set(name, this.#shape(kind, schema))
    }
    return `#${name}`
  }

  #shape(kind: number, schema: readonly unknown[]): RawShape {
    const traits = translate(schema[3])
    const kept = Object.keys(traits).length === 0 ? {} : { traits }
    if (kind === 0) {
      const { target, format } = simple(schema[4])
      return { type: 'simple', target, traits: { ...format, ...traits } }
    }
    if (kind === 1) return { type: 'list', ...kept, member: this.#member(schema[4] as Schema) }
    if (kind === 2) {
      return {
        type: 'map',
        ...kept,
        key: this.#member(schema[4] as Schema),
        value: this.#member(schema[5] as Schema),
      }
    }
    const names = schema[4] as string[]
    const targets = schema[5] as Schema[]
    const members = Object.fromEntries(
      names.map((name, index) => [name, this.#member(targets[index] as Schema)]),
    )
    const required = schema[6] as number | undefined
    const type = kind === 4 ? 'union' : kind === -3 ? 'error' : 'structure'
    return { type, ...kept, members, ...(required ? { required } : {}) }
  }

  #member(schema: Schema): RawTarget {
    const resolved = typeof schema === 'function' ? schema() : schema
    // A member schema is a pair: the target, and the traits of the member.
    if (Array.isArray(resolved) && resolved.length === 2 && typeof resolved[0] !== 'string') {
      const inner = this.#member(resolved[0] as Schema)
      const outerTraits = translate(resolved[1])
      const [target, innerTraits] = typeof inner === 'string' ? [inner, {}] : inner
      const traits = { ...innerTraits, ...outerTraits }
      return Object.keys(traits).length === 0 ? target : [target, traits]
    }
    if (typeof resolved === 'number' && resolved < 64) {
      const { target, format } = simple(resolved)
      return Object.keys(format).length === 0 ? target : [target, format]
    }
    return this.#target(resolved)
  }

  #target(schema: Schema): string {
    const resolved = typeof schema === 'function' ? schema() : schema
    if (resolved === 'unit') return 'unit'
    if (typeof resolved === 'number') {
      if (resolved >= 128) return `{}${primitive(resolved - 128)}`
      if (resolved >= 64) return `[]${primitive(resolved - 64)}`
      return primitive(resolved)
    }
    if (Array.isArray(resolved) && typeof resolved[0] === 'number') return this.named(resolved)
    throw new Error(`Unknown schema ${JSON.stringify(resolved)}`)
  }
}

function simple(schema: unknown): { target: string; format: RawTraits } {
  const number = typeof schema === 'number' ? schema : Number.NaN
  const format = timestampFormats[number]
  return {
    target: primitive(number),
    format: {
      ...(format === undefined ? {} : { timestampFormat: format }),
      ...(number === 42 ? { streaming: 1 } : {}),
    },
  }
}

function primitive(number: number): string {
  const name = primitives[number]
  if (name === undefined) throw new Error(`Unknown simple schema ${number}`)
  return name
}

function translate(traits: unknown): RawTraits {
  if (typeof traits === 'object' && traits !== null) return traits as RawTraits
  const bits = Number(traits ?? 0)
  return Object.fromEntries(flagBits.filter((_, index) => (bits >> index) & 1).map((name) => [name, 1]))
}
