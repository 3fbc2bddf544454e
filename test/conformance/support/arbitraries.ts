/**
 * Inputs, outputs and errors of an operation, generated from the model: every value that the service's protocol can
 * carry, and none that it cannot. Required members are there; whether the others are is chance, the less likely the
 * deeper they stand, so that values stay small and recursion ends.
 */
import fc from 'fast-check'
import type {
  ListShape,
  MapShape,
  Member,
  OperationModel,
  Protocol,
  Shape,
  StructureShape,
} from '../../../src/models/index.ts'
import { isRecord } from './difference.ts'
import { LazyArbitrary } from './lazy-arbitrary.ts'
import { mapNames, simpleValues } from './simple-values.ts'
import type { Place } from './texts.ts'

/** A structure's value. A blob that streams is bytes, an event stream a list of its events. */
export type Values = Record<string, unknown>

/** Which way a value goes. */
export type Side = 'input' | 'output' | 'error'

/** Values of one member in place of those that the model suggests; `absent` leaves the member out. */
export type MemberRule = (
  side: Side,
  structure: StructureShape,
  member: Member,
) => fc.Arbitrary<unknown> | 'absent' | undefined

/** How much of what need not be there is there. */
export interface Manner {
  /** How likely a member is, of a hundred, by its depth. */
  readonly likely: (depth: number, isSimple: boolean) => number
  /** Where structures, lists and maps that need not be there end. */
  readonly depthMax: number
  /** Down to which depth a list or map of a union has each of its kinds; one that holds itself would never end. */
  readonly kindsDepthMax: number
  readonly partsMin: number
  readonly partsMax: number
}

/** Every member, and one of each kind in a list of unions: that nothing of the model is left out. */
export const full: Manner = { likely: () => 100, depthMax: 12, kindsDepthMax: 5, partsMin: 1, partsMax: 1 }

/** By chance, the less likely the deeper, so that values stay small. */
export const sparse: Manner = {
  likely: (depth, isSimple) => Math.max([85, 60, 35, 20][depth] ?? 15, isSimple ? 50 : 0),
  depthMax: 5,
  kindsDepthMax: 0,
  partsMin: 0,
  partsMax: 3,
}

/** Generates the values of one service in one protocol. */
export class Arbitraries {
  readonly #protocol: Protocol
  readonly #rule: MemberRule
  readonly #manner: Manner
  readonly #structures = new Map<string, fc.Arbitrary<Values>>()

  constructor(protocol: Protocol, rule: MemberRule, manner: Manner) {
    this.#protocol = protocol
    this.#rule = rule
    this.#manner = manner
  }

  input(operation: OperationModel): fc.Arbitrary<Values> {
    const values = this.#top(operation.input, 'input')
    return this.#protocol === 'awsQuery' ? values.map((value) => prune(operation.input, value)) : values
  }

  output(operation: OperationModel): fc.Arbitrary<Values> {
    return this.#top(operation.output, 'output')
  }

  /** The members of an error; its message is one of them, when the shape has one. */
  error(shape: StructureShape): fc.Arbitrary<Values> {
    return this.#top(shape, 'error')
  }

  #top(shape: StructureShape, side: Side): fc.Arbitrary<Values> {
    return this.#compile(shape, side, 0, (member) => this.#placeOf(member, side))
  }

  #placeOf(member: Member, side: Side): Place {
    const { traits } = member
    if (this.#protocol === 'restJson1' || this.#protocol === 'restXml') {
      if (traits.hostLabel) return 'host'
      if (side === 'input' && traits.httpLabel) return 'label'
      if (side === 'input' && (traits.httpQuery !== undefined || traits.httpQueryParams)) return 'query'
      if (traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined) return 'header'
      if (traits.httpPayload && isText(member.shape)) return 'payload'
    }
    return this.#bodyPlace(side)
  }

  #bodyPlace(side: Side): Place {
    switch (this.#protocol) {
      case 'rpcv2Cbor':
        return 'cbor'
      case 'awsQuery':
        return side === 'input' ? 'form' : 'xml'
      case 'restXml':
        return 'xml'
      default:
        return 'json'
    }
  }

  #structure(shape: StructureShape, side: Side, depth: number): fc.Arbitrary<Values> {
    const level = Math.min(depth, this.#manner.depthMax)
    const key = `${side} ${level} ${shape.name}`
    let values = this.#structures.get(key)
    if (!values) {
      const place = this.#bodyPlace(side)
      values = this.#compile(shape, side, level, () => place)
      this.#structures.set(key, values)
    }
    return values
  }

  #compile(
    shape: StructureShape,
    side: Side,
    depth: number,
    placeOf: (member: Member) => Place,
  ): fc.Arbitrary<Values> {
    const members = this.#members(shape, side, depth, placeOf)
    if (shape.type === 'union') return oneOf(variants(members, depth >= this.#manner.depthMax - 1))
    return fc.record(
      Object.fromEntries(
        members.map(({ member, values }) => [
          member.name,
          isNeeded(member) ? values : this.#sometimes(member, values, depth),
        ]),
      ),
    )
  }

  #members(
    shape: StructureShape,
    side: Side,
    depth: number,
    placeOf: (member: Member) => Place,
  ): readonly MemberValues[] {
    return shape.members.flatMap((member) => {
      const rule = this.#rule(side, shape, member)
      if (rule === 'absent') return []
      return [{ member, values: rule ?? this.#valuesOf(member, side, depth, placeOf(member)) }]
    })
  }

  #sometimes(member: Member, values: fc.Arbitrary<unknown>, depth: number): fc.Arbitrary<unknown> {
    const simple = isSimple(member.shape)
    if (!simple && depth >= this.#manner.depthMax) return fc.constant(undefined)
    const weight = this.#manner.likely(depth, simple)
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 100 - weight, arbitrary: fc.constant(undefined) },
      { weight, arbitrary: values },
    )
  }

  #valuesOf(member: Member, side: Side, depth: number, place: Place): fc.Arbitrary<unknown> {
    const values = this.#member(member, side, depth, place)
    // An AwsError with an empty message has none.
    return isMessage(side, depth, member) ? values.filter((value) => value !== '') : values
  }

  /** Made when the first value is drawn: shapes refer to themselves. */
  #member(member: Member, side: Side, depth: number, place: Place): fc.Arbitrary<unknown> {
    const { shape } = member
    switch (shape.type) {
      case 'structure':
        return new LazyArbitrary(() => this.#structure(shape, side, depth + 1))
      case 'union':
        return shape.eventStream
          ? new LazyArbitrary(() => this.#events(shape))
          : new LazyArbitrary(() => this.#structure(shape, side, depth + 1))
      case 'list':
        return new LazyArbitrary(() => this.#list(member, shape, side, depth, place))
      case 'map':
        return new LazyArbitrary(() => this.#map(member, shape, side, depth, place))
      default:
        return simpleValues(member, member.traits.streaming ? this.#bodyPlace(side) : place, this.#protocol)
    }
  }

  #list(member: Member, shape: ListShape, side: Side, depth: number, place: Place): fc.Arbitrary<unknown> {
    // Repeated elements, headers and parameters have no way to say that there is a list but nothing in it.
    const repeats = place === 'header' || place === 'query' || (place === 'xml' && member.traits.xmlFlattened)
    const [minLength, maxLength] = this.#sizes(depth, shape.member.shape, repeats)
    const { shape: part } = shape.member
    if (part.type === 'union' && depth < this.#manner.kindsDepthMax) {
      return fc.tuple(...this.#kinds(part, side, depth + 1))
    }
    return fc.array(this.#part(shape.member, shape.sparse, side, depth, place), { minLength, maxLength })
  }

  #map(member: Member, shape: MapShape, side: Side, depth: number, place: Place): fc.Arbitrary<unknown> {
    const repeats =
      place === 'header' ||
      place === 'query' ||
      place === 'form' ||
      (place === 'xml' && member.traits.xmlFlattened)
    const [minKeys, maxKeys] = this.#sizes(depth, shape.value.shape, repeats)
    const { shape: part } = shape.value
    if (part.type === 'union' && depth < this.#manner.kindsDepthMax) {
      return fc.tuple(...this.#kinds(part, side, depth + 1)).map((values) => ({ ...values }))
    }
    const names = mapNames(member, shape.key, place, side)
    const values = this.#part(shape.value, shape.sparse, side, depth, place)
    return fc.dictionary(names, values, { minKeys, maxKeys, noNullPrototype: true })
  }

  /** How many parts a list or map has. */
  #sizes(depth: number, part: Shape, atLeastOne: boolean | undefined): [min: number, max: number] {
    const { depthMax, partsMin, partsMax } = this.#manner
    const min = atLeastOne ? 1 : 0
    return depth >= depthMax && !isSimple(part) ? [min, min] : [Math.max(min, partsMin), partsMax]
  }

  #part(member: Member, sparse: boolean, side: Side, depth: number, place: Place): fc.Arbitrary<unknown> {
    const values = this.#member(member, side, depth + 1, place)
    return sparse ? fc.option(values, { freq: 4 }) : values
  }

  /** The values of a union, by its members. */
  #kinds(union: StructureShape, side: Side, depth: number): fc.Arbitrary<Values>[] {
    const place = this.#bodyPlace(side)
    return variants(
      this.#members(union, side, depth, () => place),
      depth >= this.#manner.depthMax - 1,
    )
  }

  /** Events only; that a stream ends with an error is a case of its own. */
  #events(union: StructureShape): fc.Arbitrary<unknown> {
    const events = union.members.flatMap((member) => {
      const { shape } = member
      if (shape.type !== 'structure' || shape.error) return []
      return [this.#event(shape).map((value) => ({ [member.name]: value }))]
    })
    if (this.#manner.partsMin > 0) return fc.tuple(...events)
    return fc.array(oneOf(events), { maxLength: this.#manner.partsMax })
  }

  #event(shape: StructureShape): fc.Arbitrary<Values> {
    const place = this.#bodyPlace('output')
    return this.#compile(shape, 'output', 1, () => place)
  }
}

interface MemberValues {
  readonly member: Member
  readonly values: fc.Arbitrary<unknown>
}

/** Values with exactly one member; where they are deep already, only those that go no deeper, if there are any. */
function variants(members: readonly MemberValues[], isDeep: boolean): fc.Arbitrary<Values>[] {
  const flat = members.filter(({ member }) => isSimple(member.shape))
  const choice = isDeep && flat.length > 0 ? flat : members
  return choice.map(({ member, values }) => values.map((value) => ({ [member.name]: value })))
}

function oneOf(choice: readonly fc.Arbitrary<Values>[]): fc.Arbitrary<Values> {
  return choice.length === 0 ? fc.constant({}) : fc.oneof(...choice)
}

function isNeeded(member: Member): boolean {
  // A stream and an event's payload are always there, if only with nothing in them, and so is a status. A token that
  // is missing is made up by the client.
  const { streaming, eventPayload, httpResponseCode, idempotencyToken } = member.traits
  if (streaming || eventPayload || httpResponseCode || idempotencyToken) return true
  return member.required || isEventStream(member)
}

function isMessage(side: Side, depth: number, member: Member): boolean {
  return side === 'error' && depth === 0 && member.name.toLowerCase() === 'message'
}

function isEventStream({ shape }: Member): boolean {
  return shape.type === 'union' && shape.eventStream
}

function isSimple(shape: Shape): boolean {
  return shape.type !== 'structure' && shape.type !== 'union' && shape.type !== 'list' && shape.type !== 'map'
}

function isText(shape: Shape): boolean {
  return shape.type === 'string' || shape.type === 'blob'
}

/** A form has no way to say that a structure is there but nothing in it; what holds nothing is left out. */
function prune(shape: StructureShape, value: Values): Values {
  const result: Values = {}
  for (const member of shape.members) {
    const part = pruneValue(member.shape, value[member.name])
    if (part !== undefined) result[member.name] = part
  }
  return result
}

function pruneValue(shape: Shape, value: unknown): unknown {
  if ((shape.type === 'structure' || shape.type === 'union') && isRecord(value)) {
    const pruned = prune(shape, value)
    return Object.keys(pruned).length === 0 ? undefined : pruned
  }
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.map((part) => pruneValue(shape.member.shape, part)).filter((part) => part !== undefined)
  }
  if (shape.type === 'map' && isRecord(value)) {
    const entries = Object.entries(value).map(([name, part]) => [name, pruneValue(shape.value.shape, part)])
    const kept = entries.filter(([, part]) => part !== undefined)
    return kept.length === 0 ? undefined : Object.fromEntries(kept)
  }
  return value
}
