import type { RawConstraints, RawModel, RawTarget, RawTraits } from './raw.ts'
import type {
  Constraints,
  ErrorTraits,
  ListShape,
  MapShape,
  Member,
  MemberTraits,
  OperationModel,
  ServiceModel,
  Shape,
  ShapeTraits,
  SimpleShape,
  StructureShape,
} from './types.ts'

/**
 * Joins a service's raw model with its table of constraints. Shapes are built when first looked at: a service has
 * hundreds, and a server answers with a handful. Structures are one object per name, so that recursion ends and
 * codecs can be kept by shape; lists and maps belong to the member that holds them, because constraints of their
 * members do.
 */
export function buildModel(raw: RawModel, constraints: RawConstraints): ServiceModel {
  const shapes = new ShapeTable(raw, constraints)
  const operations = new Map<string, OperationModel>()
  for (const name of Object.keys(raw.operations))
    operations.set(name, buildOperation(name, raw, constraints, shapes))
  const errors = new Map<string, StructureShape>()
  for (const [name, shape] of Object.entries(raw.shapes)) {
    if (shape.type === 'error') errors.set(name, shapes.structure(name))
  }
  return {
    name: raw.name,
    serviceId: raw.serviceId,
    apiVersion: raw.apiVersion,
    protocols: raw.protocols,
    signingName: raw.signingName,
    endpointPrefix: raw.endpointPrefix,
    ...(raw.targetPrefix === undefined ? {} : { targetPrefix: raw.targetPrefix }),
    ...(raw.rpcName === undefined ? {} : { rpcName: raw.rpcName }),
    ...(raw.xmlNamespace === undefined ? {} : { xmlNamespace: raw.xmlNamespace }),
    awsQueryCompatible: raw.awsQueryCompatible === true,
    operations,
    errors,
  }
}

function buildOperation(
  name: string,
  raw: RawModel,
  constraints: RawConstraints,
  shapes: ShapeTable,
): OperationModel {
  const operation = raw.operations[name]
  const [method, uri, status] = operation?.http ?? []
  let input: StructureShape | undefined
  let output: StructureShape | undefined
  return {
    name,
    ...(method === undefined || uri === undefined ? {} : { http: { method, uri, status: status ?? 200 } }),
    get input() {
      input ??= operation?.input === undefined ? emptyStructure : shapes.structure(operation.input)
      return input
    },
    get output() {
      output ??= operation?.output === undefined ? emptyStructure : shapes.structure(operation.output)
      return output
    },
    errors: constraints['operation errors']?.[name]?.values ?? [],
    unsigned: constraints['unsigned operations']?.[name] !== undefined,
    ...(operation?.hostPrefix === undefined ? {} : { hostPrefix: operation.hostPrefix }),
  }
}

const emptyStructure: StructureShape = {
  type: 'structure',
  name: 'Unit',
  members: [],
  memberByName: new Map(),
  eventStream: false,
  traits: {},
}

class ShapeTable {
  readonly #raw: RawModel
  readonly #constraints: RawConstraints
  readonly #structures = new Map<string, StructureShape>()

  constructor(raw: RawModel, constraints: RawConstraints) {
    this.#raw = raw
    this.#constraints = constraints
  }

  structure(name: string): StructureShape {
    const known = this.#structures.get(name)
    if (known) return known
    const raw = this.#raw.shapes[name]
    if (!raw?.members) throw new Error(`The model of ${this.#raw.name} has no structure ${name}`)
    const table = this
    let members: readonly Member[] | undefined
    let memberByName: ReadonlyMap<string, Member> | undefined
    const error = raw.type === 'error' ? errorTraits(raw.traits ?? {}, this.#raw.name) : undefined
    const shape: StructureShape = {
      type: raw.type === 'union' ? 'union' : 'structure',
      name,
      get members() {
        members ??= table.#members(name)
        return members
      },
      get memberByName() {
        memberByName ??= new Map(this.members.map((member) => [member.name, member]))
        return memberByName
      },
      ...(error === undefined ? {} : { error }),
      eventStream: raw.type === 'union' && raw.traits?.streaming === 1,
      traits: shapeTraits(raw.traits ?? {}),
    }
    this.#structures.set(name, shape)
    return shape
  }

  #members(structure: string): Member[] {
    const raw = this.#raw.shapes[structure]
    const constraints = this.#constraints[structure] ?? {}
    return Object.entries(raw?.members ?? {}).map(([name, target], index) =>
      this.#member(name, target, index < (raw?.required ?? 0), constraints, name),
    )
  }

  #member(
    name: string,
    raw: RawTarget,
    required: boolean,
    table: Readonly<Record<string, Constraints>>,
    path: string,
  ): Member {
    const [target, traits] = typeof raw === 'string' ? [raw, {}] : raw
    const constraints = table[path]
    const named = target.startsWith('#') ? this.#raw.shapes[target.slice(1)] : undefined
    return {
      name,
      shape: this.#shape(target, table, path),
      required,
      traits: memberTraits({ ...named?.traits, ...traits }),
      ...(constraints === undefined ? {} : { constraints }),
    }
  }

  #shape(target: string, table: Readonly<Record<string, Constraints>>, path: string): Shape {
    if (target.startsWith('[]')) return this.#list(target, target.slice(2), {}, table, path)
    if (target.startsWith('{}')) return this.#map(target, 'string', target.slice(2), {}, table, path)
    if (!target.startsWith('#')) return { type: target as SimpleShape['type'], name: target, traits: {} }
    const name = target.slice(1)
    const raw = this.#raw.shapes[name]
    const traits = raw?.traits ?? {}
    if (raw?.type === 'list' && raw.member) return this.#list(name, raw.member, traits, table, path)
    if (raw?.type === 'map' && raw.key && raw.value)
      return this.#map(name, raw.key, raw.value, traits, table, path)
    if (raw?.type === 'simple') {
      return { type: raw.target as SimpleShape['type'], name, traits: shapeTraits(traits) }
    }
    return this.structure(name)
  }

  #list(
    name: string,
    member: RawTarget,
    traits: RawTraits,
    table: Readonly<Record<string, Constraints>>,
    path: string,
  ): ListShape {
    return {
      type: 'list',
      name,
      member: this.#member('member', member, false, table, `${path}[]`),
      sparse: traits.sparse === 1,
      traits: shapeTraits(traits),
    }
  }

  #map(
    name: string,
    key: RawTarget,
    value: RawTarget,
    traits: RawTraits,
    table: Readonly<Record<string, Constraints>>,
    path: string,
  ): MapShape {
    return {
      type: 'map',
      name,
      key: this.#member('key', key, false, table, `${path}{k}`),
      value: this.#member('value', value, false, table, `${path}{}`),
      sparse: traits.sparse === 1,
      traits: shapeTraits(traits),
    }
  }
}

/**
 * Services whose models give errors statuses that they do not answer: each error of the client's is a 400. Source: Cognito API
 * Reference, "HTTP Status Code" of each error. Of KMS: DynamoDB Developer Guide, which quotes DisabledException with status 400, and
 * answers of KMS that AWS's SDK examples print (NotFoundException: 400).
 */
const plainStatuses = new Set(['cognito-identity-provider', 'kms'])

function errorTraits(traits: RawTraits, service: string): ErrorTraits {
  const fault = traits.error === 'server' ? 'server' : 'client'
  const usual = fault === 'server' ? 500 : 400
  const [queryCode, queryStatusCode] = (traits.awsQueryError as [string, number] | undefined) ?? []
  return {
    fault,
    statusCode: (!plainStatuses.has(service) && (traits.httpError as number | undefined)) || usual,
    ...(queryCode === undefined ? {} : { queryCode }),
    ...(queryStatusCode === undefined ? {} : { queryStatusCode }),
  }
}

const flagTraits = [
  'streaming',
  'requiresLength',
  'sensitive',
  'httpLabel',
  'httpQueryParams',
  'httpPayload',
  'httpResponseCode',
  'hostLabel',
  'idempotencyToken',
  'xmlFlattened',
  'xmlAttribute',
  'eventHeader',
  'eventPayload',
] as const

const textTraits = [
  'mediaType',
  'timestampFormat',
  'xmlName',
  'httpHeader',
  'httpQuery',
  'httpPrefixHeaders',
  'jsonName',
  'ec2QueryName',
] as const

function memberTraits(raw: RawTraits): MemberTraits {
  const traits: Record<string, unknown> = {}
  for (const name of flagTraits) if (raw[name] === 1) traits[name] = true
  for (const name of textTraits) if (typeof raw[name] === 'string') traits[name] = raw[name]
  // The SDK writes a namespace as [uri] or [prefix, uri].
  const namespace = raw.xmlNamespace as readonly string[] | undefined
  const uri = namespace?.at(-1)
  if (uri !== undefined) {
    traits.xmlNamespace = namespace?.length === 2 ? { uri, prefix: namespace[0] } : { uri }
  }
  return traits
}

function shapeTraits(raw: RawTraits): ShapeTraits {
  return memberTraits(raw)
}
