/**
 * What of an input travels outside the body: labels of the path, parameters of the query, headers. Source: Smithy 2.0,
 * "HTTP binding traits". Every operation becomes a list of functions once.
 */
import type { Member, OperationModel } from '../../models/index.ts'
import { newRecord } from '../records.ts'
import { textReader } from '../text-values.ts'
import type { WireRequest } from '../types.ts'
import { headerReader } from './header-values.ts'
import { uriOf } from './operation-uri.ts'
import { decodePathPart, parseQuery, pathSegments } from './uri.ts'

/** Makes the error for a value that does not fit its member. */
export type Refusal = (member: Member, text: string) => Error

/** Fills in what it finds. */
export type BindingReader = (request: WireRequest, input: Record<string, unknown>) => void

/** Whether a member of an input travels in the document of the body, and not on its own. */
export function inRequestDocument({ traits }: Member): boolean {
  return !(
    traits.httpLabel ||
    traits.httpHeader !== undefined ||
    traits.httpQuery !== undefined ||
    traits.httpQueryParams ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload
  )
}

/** The same for outputs and errors, where there is neither path nor query. */
export function inAnswerDocument({ traits }: Member): boolean {
  return !(
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload ||
    traits.httpResponseCode
  )
}

/** The reader of all that an operation's input has outside the body. */
export function bindingReader(operation: OperationModel, refuse: Refusal): BindingReader {
  const readers = [
    labelReader(operation, refuse),
    queryReader(operation, refuse),
    headersReader(operation, refuse),
  ]
  const needed = readers.filter((reader) => reader !== undefined)
  return (request, input) => {
    for (const read of needed) read(request, input)
  }
}

function labelReader(operation: OperationModel, refuse: Refusal): BindingReader | undefined {
  const labels = uriOf(operation).segments.flatMap((segment, index) => {
    const member = 'name' in segment ? operation.input.memberByName.get(segment.name) : undefined
    if (!member) return []
    return [{ member, index, greedy: segment.kind === 'greedy', read: textReader(member, 'date-time') }]
  })
  if (labels.length === 0) return undefined
  return (request, input) => {
    const segments = pathSegments(request.path)
    for (const { member, index, greedy, read } of labels) {
      const raw = greedy ? segments.slice(index).join('/') : (segments[index] ?? '')
      const text = decodePathPart(raw)
      const value = text === undefined ? undefined : read(text)
      if (value === undefined) throw refuse(member, raw)
      input[member.name] = value
    }
  }
}

function queryReader(operation: OperationModel, refuse: Refusal): BindingReader | undefined {
  const { members } = operation.input
  const bound = members.flatMap((member) => {
    const name = member.traits.httpQuery
    return name === undefined ? [] : [{ member, name, read: parametersReader(member, refuse) }]
  })
  const rest = members.find((member) => member.traits.httpQueryParams)
  if (bound.length === 0 && !rest) return undefined
  const literal = new Set([
    ...uriOf(operation).query.map(({ name }) => name),
    ...bound.map(({ name }) => name),
  ])
  return (request, input) => {
    if (request.query === '') return
    const query = parseQuery(request.query)
    if (query === undefined) {
      const [first] = bound
      throw refuse(first?.member ?? (rest as Member), request.query)
    }
    for (const { member, name, read } of bound) {
      const values = query.get(name)
      if (values !== undefined) input[member.name] = read(values)
    }
    const others = rest && remaining(rest, query, literal)
    if (rest && others) input[rest.name] = others
  }
}

/** Of several parameters of one name, a member that is no list takes the first. */
function parametersReader(member: Member, refuse: Refusal): (values: readonly string[]) => unknown {
  const { shape } = member
  const single = shape.type === 'list' ? shape.member : member
  const read = textReader(single, 'date-time')
  const accept = (text: string) => {
    const value = read(text)
    if (value === undefined) throw refuse(single, text)
    return value
  }
  return shape.type === 'list' ? (values) => values.map(accept) : (values) => accept(values[0] ?? '')
}

/** The parameters that no other member has; undefined when there are none, as without a query. */
function remaining(
  member: Member,
  query: ReadonlyMap<string, readonly string[]>,
  taken: ReadonlySet<string>,
): Record<string, unknown> | undefined {
  const lists = member.shape.type === 'map' && member.shape.value.shape.type === 'list'
  let result: Record<string, unknown> | undefined
  for (const [name, values] of query) {
    if (taken.has(name)) continue
    result ??= newRecord()
    result[name] = lists ? values : values[0]
  }
  return result
}

function headersReader(operation: OperationModel, refuse: Refusal): BindingReader | undefined {
  const { members } = operation.input
  const bound = members.flatMap((member) => {
    const name = member.traits.httpHeader?.toLowerCase()
    return name === undefined ? [] : [{ member, name, read: headerReader(member) }]
  })
  const prefixed = members.flatMap((member) => {
    const prefix = member.traits.httpPrefixHeaders?.toLowerCase()
    return prefix === undefined ? [] : [{ member, prefix }]
  })
  if (bound.length === 0 && prefixed.length === 0) return undefined
  return (request, input) => {
    for (const { member, name, read } of bound) {
      const text = request.headers[name]
      if (text === undefined) continue
      const value = read(text)
      if (value !== undefined) input[member.name] = value
      // A condition that cannot be read is no condition. Source: RFC 9110, section 13.1.3.
      else if (!name.startsWith('if-')) throw refuse(member, text)
    }
    for (const { member, prefix } of prefixed) {
      let map: Record<string, unknown> | undefined
      for (const name in request.headers) {
        if (!name.startsWith(prefix)) continue
        map ??= newRecord()
        map[name.slice(prefix.length)] = request.headers[name]
      }
      if (map) input[member.name] = map
    }
  }
}
