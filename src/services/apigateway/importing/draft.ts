/**
 * An API that a document changes, until it is kept: entries as they were, and as they shall be. Parts that the document names again keep
 * their ids.
 */
import type { Resource } from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { newId } from '../../../gateway/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { bodyOf, shapeOf } from '../bodies.ts'
import { checkPathPart, checkPlace, childPath, isVariable } from '../domain/path-parts.ts'
import { limitExceeded } from '../errors.ts'
import { resourcesPerApi } from '../limits.ts'
import { newEntry } from '../lookups.ts'
import { type ApiPlace, type Entry, type EntryKind, entries } from '../records.ts'

/** The kinds that a document speaks of. */
export const importedKinds: readonly EntryKind[] = [
  'resource',
  'model',
  'requestValidator',
  'authorizer',
  'gatewayResponse',
  'documentationPart',
]

/** The length of ids that are made. Unit: characters. */
const idLength = 6

export class Draft {
  readonly #context: OperationContext
  readonly #place: ApiPlace
  readonly #before: readonly Stored<Entry>[]
  /** By kind and id. */
  readonly #now = new Map<string, Entry>()
  /** What was there and was taken out, which may come back under its id. */
  readonly #gone: Entry[] = []

  constructor(context: OperationContext, place: ApiPlace, before: readonly Stored<Entry>[]) {
    this.#context = context
    this.#place = place
    this.#before = before.filter(({ value }) => importedKinds.includes(value.kind))
    for (const { value } of this.#before) this.#now.set(keyOf(value), value)
  }

  /** All parts of a kind, as they shall be. */
  of(kind: EntryKind): readonly Entry[] {
    return [...this.#now.values()].filter((entry) => entry.kind === kind)
  }

  /** Takes all out but the root, whose methods go. */
  clear(): void {
    for (const entry of [...this.#now.values()]) {
      const isRoot = entry.kind === 'resource' && entry.body.parentId === undefined
      if (!isRoot) {
        this.#now.delete(keyOf(entry))
        this.#gone.push(entry)
        continue
      }
      const { resourceMethods: _methods, ...body } = entry.body
      this.#set({ ...entry, body })
    }
  }

  /** Puts a part in the place of one that `isSame`, or anew. Answers its id. */
  put(
    kind: EntryKind,
    isSame: (body: JsonObject) => boolean,
    make: (id: string) => JsonObject,
    id?: string,
  ): string {
    const known = this.of(kind).find(({ body }) => isSame(body))
    const found = known ?? this.#gone.find((entry) => entry.kind === kind && isSame(entry.body))
    const own = found?.kind === 'model' ? String(found.body.id) : found?.id
    const partId = own ?? newId(this.#context.random, idLength)
    const entry = newEntry(this.#context, this.#place, kind, id ?? partId, make(partId))
    this.#set(found ? { ...entry, createdAt: found.createdAt } : entry)
    return partId
  }

  /** The resource at a path, made with all that lies above it where it is not there. Fails with an AwsError. */
  resourceAt(path: string): Resource {
    let resource = this.#resources().find(({ parentId }) => parentId === undefined) ?? {}
    for (const part of path.split('/').filter((name) => name !== '')) resource = this.#child(resource, part)
    return resource
  }

  #child(parent: Resource, part: string): Resource {
    const siblings = this.#resources().filter(({ parentId }) => parentId === parent.id)
    const known = siblings.find(({ pathPart }) => pathPart === part)
    if (known) return known
    checkPathPart(part)
    checkPlace(part, parent, siblings)
    if (this.of('resource').length >= resourcesPerApi)
      throw limitExceeded('Maximum number of resources for this API has been reached')
    const gone = this.#gone.find(({ kind, body }) => {
      if (kind !== 'resource' || body.parentId !== parent.id) return false
      return body.pathPart === part || (isVariable(String(body.pathPart)) && isVariable(part))
    })
    const id = gone?.id ?? newId(this.#context.random, idLength)
    const resource = {
      id,
      parentId: parent.id ?? '',
      pathPart: part,
      path: childPath(parent.path ?? '/', part),
    }
    this.#set(newEntry(this.#context, this.#place, 'resource', id, resource))
    return resource
  }

  #resources(): Resource[] {
    return this.of('resource').map((entry) => shapeOf<Resource>(entry))
  }

  /** Keeps a resource as it shall be. */
  setResource(resource: Resource): void {
    const before = this.#now.get(`resource ${resource.id}`)
    if (before) this.#set({ ...before, body: bodyOf(resource) })
  }

  #set(entry: Entry): void {
    this.#now.set(keyOf(entry), { ...entry, modifiedAt: this.#context.now })
  }

  /** Adds all entries of a new API to a commit. */
  writeNew(commit: Atomic): void {
    for (const entry of this.#now.values()) entries.put(commit, entry, undefined)
  }

  /** Adds to a commit what makes the API the document's. */
  write(commit: Atomic): void {
    for (const stored of this.#before) if (!this.#now.has(keyOf(stored.value))) entries.remove(commit, stored)
    for (const entry of this.#now.values()) {
      const stored = this.#before.find(({ value }) => keyOf(value) === keyOf(entry))
      if (stored?.value !== entry) entries.put(commit, entry, stored)
    }
  }
}

function keyOf({ kind, id }: Pick<Entry, 'kind' | 'id'>): string {
  return `${kind} ${id}`
}
