import { AwsError } from '../aws/aws-error.ts'
import { type Clock, delay } from '../base/clock.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { systemClock } from '../base/system-clock.ts'
import { tagChange, tagsOf, unlessMissing } from './resource-tools.ts'
import type { ResourceCalls, ResourceProperties, ResourceRequest, ResourceUpdate } from './resource-type.ts'

/** Those of the properties that a template gives, by name: the input of an operation whose members are named alike. */
export function given(
  properties: ResourceProperties,
  ...names: readonly string[]
): Record<string, NonNullable<Json>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties[name]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

/** A document as operations take it: properties may hold it as an object or as a text. Units: none. */
export function documentText(document: Json | undefined): string {
  return typeof document === 'string' ? document : JSON.stringify(document ?? {})
}

/** The text of an object that a property names (`BodyS3Location`, `DefinitionS3Location`). Fails with InvalidRequest when it has no bytes. */
export async function objectText(
  { call }: Pick<ResourceCalls, 'call'>,
  { Bucket, Key, Version }: JsonObject,
): Promise<string> {
  const { Body } = await call<{ Body?: AsyncIterable<Uint8Array> | Uint8Array }>('s3:GetObject', {
    Bucket,
    Key,
    ...(Version === undefined ? {} : { VersionId: Version }),
  })
  if (Body === undefined)
    throw new AwsError('InvalidRequest', `The object ${String(Key)} of ${String(Bucket)} is empty`)
  if (Body instanceof Uint8Array) return Buffer.from(Body).toString('utf8')
  const pieces: Uint8Array[] = []
  for await (const piece of Body) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** A document as resources show it: read where it is JSON, as it is where it is not. */
export function readDocumentText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/**
 * The answers of a listing, page after page. `token` names the member of the request that takes what the member
 * `answered` of the answer gave (default: the same name).
 */
export async function everyPage<Page extends object>(
  { call }: Pick<ResourceCalls, 'call'>,
  operation: string,
  input: object,
  token = 'NextToken',
  answered = token,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  let next: unknown
  do {
    const page: Page = await call<Page>(operation, next === undefined ? input : { ...input, [token]: next })
    pages.push(page)
    next = (page as Readonly<Record<string, unknown>>)[answered] || undefined
  } while (next !== undefined)
  return pages
}

/** The members of `list` in all pages of a listing. */
export async function everyItem<Item>(
  calls: Pick<ResourceCalls, 'call'>,
  operation: string,
  input: object,
  list: string,
  token?: string,
  answered?: string,
): Promise<readonly Item[]> {
  const pages = await everyPage<Record<string, unknown>>(calls, operation, input, token, answered)
  return pages.flatMap((page) => (page[list] ?? []) as readonly Item[])
}

/**
 * What CloudFormation says of a name that is taken, where the operation itself would have written over what is there.
 * Source: the words of CloudFormation's events (HandlerErrorCode: AlreadyExists).
 */
export function resourceExists(typeName: string, identifier: string): AwsError {
  return new AwsError(
    'AlreadyExists',
    `Resource of type '${typeName}' with identifier '${identifier}' already exists.`,
  )
}

/** Of a property that a resource's handler refuses to change. UNVERIFIED: the words, which differ from type to type. */
export function notUpdatable(typeName: string, property: string): AwsError {
  return new AwsError(
    'NotUpdatable',
    `Resource of type '${typeName}' cannot be updated: the property ${property} cannot be changed.`,
  )
}

/** How soon a resource on its way is looked at again, and how long that may grow. Unit: milliseconds. Source: our own. */
const firstLookMs = 3
const longestLookMs = 1000

/**
 * Asks until there is an answer: of resources that are made step by step. Ends with the request's signal. What is waited for is work
 * of this machine, which takes real time where the server's clock stands still as well.
 */
export async function untilReady<T>(
  { signal }: Pick<ResourceCalls, 'signal'>,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (let waitMs = firstLookMs; ; waitMs = Math.min(waitMs * 1.5, longestLookMs)) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await delay(systemClock, Math.ceil(waitMs), signal)
  }
}

/** How long something may take before the stack's events tell of it. Unit: milliseconds. Ours. */
const slowMs = 1_000

/**
 * Does something that now and then takes long, and then has the stack's events tell why; without a reason nothing is told. The clock is the
 * machine's, as of `untilReady`.
 */
export async function tellIfSlow<T>(
  { tell }: Pick<ResourceRequest, 'tell'>,
  reason: string | undefined,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  if (reason === undefined || !tell) return await work()
  const timer = clock.setTimer(clock.now() + slowMs, () => tell(reason))
  try {
    return await work()
  } finally {
    timer.cancel()
  }
}

/**
 * Brings the tags of a resource from what they were to what they shall be; `property` holds the template's own. Nothing
 * is called when nothing changed.
 */
export async function retag(
  request: ResourceUpdate,
  property: string,
  put: (tags: Readonly<Record<string, string>>) => Promise<unknown>,
  take: (keys: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const before = tagsOf(
    { stackTags: request.previousStackTags ?? request.stackTags },
    request.previous[property],
  )
  const { set, remove } = tagChange(before, tagsOf(request, request.properties[property]))
  if (remove.length > 0) await take(remove)
  if (Object.keys(set).length > 0) await put(set)
}

/** The member of an input that takes tags as a map; nothing when there are none, for some operations refuse an empty map. */
export function tagMap(
  member: string,
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.keys(tags).length > 0 ? { [member]: tags } : {}
}

/** The name that a template gives, or one that is made for it. */
export function nameOf(
  request: Pick<ResourceRequest, 'properties' | 'name'>,
  property: string,
  form?: Parameters<ResourceRequest['name']>[0],
): string {
  const name = request.properties[property]
  return name === undefined || name === null ? request.name(form) : String(name)
}

/** An error of one of these codes counts for nothing when an attempt is made again: the first one did the work. */
export async function unlessAgain<T>(
  { again }: Pick<ResourceRequest, 'again'>,
  answer: Promise<T>,
  ...codes: readonly string[]
): Promise<T | undefined> {
  return again ? await unlessMissing(answer, ...codes) : await answer
}

/**
 * Makes something whose name may be taken: an error of one of these codes says so. It counts for nothing when an attempt is made
 * again, and becomes CloudFormation's own words for it else.
 */
export async function unlessTaken<T>(
  request: Pick<ResourceRequest, 'again'>,
  typeName: string,
  identifier: string,
  answer: Promise<T>,
  ...codes: readonly string[]
): Promise<T | undefined> {
  try {
    return await unlessAgain(request, answer, ...codes)
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.code)) throw resourceExists(typeName, identifier)
    throw error
  }
}

/** Why a request's signal aborts when what it belongs to was given up: nobody makes the attempt again. */
export class OperationCancelledError extends Error {
  override readonly name = 'OperationCancelledError'
}

/**
 * Goes on with a resource that an operation has made; what fails, or is cancelled, takes it away again, so that a creation
 * which came to nothing leaves nothing behind. A server that stops leaves it: the attempt is made again.
 */
export async function orRemove<T>(
  { signal }: Pick<ResourceCalls, 'signal'>,
  goOn: () => Promise<T>,
  remove: () => Promise<unknown>,
): Promise<T> {
  try {
    return await goOn()
  } catch (error) {
    const stopped = signal.aborted && !(signal.reason instanceof OperationCancelledError)
    if (!stopped) await remove().catch(() => {})
    throw error
  }
}

/** A resource that never came to the state in which it may be used. Source: the words of CloudFormation's events. */
export function notStabilized(typeName: string, identifier: string, reason?: string): AwsError {
  const words = `Resource of type '${typeName}' with identifier '${identifier}' did not stabilize.`
  return new AwsError('NotStabilized', reason ? `${words} ${reason}` : words)
}

/** Values as JSON, without those that are not there: what a resource that was read has of a service's answer. */
export function definite(values: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(values)) as Record<string, Json>
}
