/** Brings a stack to a template by a change set, and tells of each step. */
import { setTimeout as pause } from 'node:timers/promises'
import { LoopError } from '../loop-error.ts'
import type { ChangeFacts, Pairs, StackEventFacts, StackFacts, Stacks } from './stacks.ts'

/** What is to be deployed. */
export interface Deployment {
  readonly stackName: string
  /** JSON. */
  readonly body: string
  readonly parameters: Pairs
  /** The parameters that the template declares. */
  readonly declared: readonly DeclaredParameter[]
  readonly tags: Pairs
}

/** A parameter of a template. */
export interface DeclaredParameter {
  readonly name: string
  readonly hasDefault: boolean
  readonly about?: string
}

/** How deploying goes on. */
export interface DeployWays {
  readonly stacks: Stacks
  /** Puts a template that is too long for a request into a bucket; answers its address. */
  readonly store: (body: string) => Promise<string>
  /** Told of each event of the stack. */
  readonly onEvent?: (event: StackEventFacts) => void
  /** Told of the changes, before they are carried out. */
  readonly onChanges?: (changes: readonly ChangeFacts[]) => void
  /** Unit: milliseconds since 1970. */
  readonly nowMs: () => number
  /** Whether gradual deployments move all traffic at once. */
  readonly atOnce?: boolean
}

/** What came of it. */
export interface Deployed {
  readonly stack: StackFacts
  readonly changed: boolean
}

/** Unit: bytes. Source: CreateChangeSet, TemplateBody. */
const templateBodyBytes = 51_200

/** How long between two looks. Unit: milliseconds. Chosen: a server nearby answers within a few. */
const looks = { firstMs: 15, lastMs: 300, growth: 1.3 } as const

/** Deploys. Fails with a LoopError that says why, in AWS's words. */
export async function deployStack(
  { stackName, body, parameters, declared, tags }: Deployment,
  { stacks, store, onEvent, onChanges, nowMs }: DeployWays,
): Promise<Deployed> {
  const isDeclared = (key: string): boolean => declared.some(({ name }) => name === key)
  const before = await readyStack(stackName, stacks, onEvent)
  const isNew = before === undefined || before.status === 'REVIEW_IN_PROGRESS'
  const kept = isNew ? [] : before.parameters.filter((one) => parameters[one] === undefined)
  refuseMissing(declared.filter(({ name }) => parameters[name] === undefined && !kept.includes(name)))
  const name = `lambent-${nowMs()}`
  const known = new Set(before === undefined ? [] : (await stacks.events(stackName)).map(({ id }) => id))
  await stacks.createChangeSet({
    stackName,
    name,
    kind: isNew ? 'CREATE' : 'UPDATE',
    template: Buffer.byteLength(body) <= templateBodyBytes ? { body } : { address: await store(body) },
    parameters: Object.fromEntries(Object.entries(parameters).filter(([key]) => isDeclared(key))),
    kept: kept.filter(isDeclared),
    tags,
  })
  const look = new Patience()
  let changeSet = await stacks.describeChangeSet(stackName, name)
  while (/_PENDING$|_IN_PROGRESS$/.test(changeSet.status)) {
    await look.wait()
    changeSet = await stacks.describeChangeSet(stackName, name)
  }
  if (changeSet.status === 'FAILED') {
    await stacks.deleteChangeSet(stackName, name).catch(() => {})
    if (before && /didn't contain changes|No updates are to be performed/.test(changeSet.reason ?? ''))
      return { stack: before, changed: false }
    throw new LoopError(
      `The stack ${stackName} cannot become so: ${changeSet.reason ?? 'no reason is given'}`,
    )
  }
  onChanges?.(changeSet.changes)
  await stacks.executeChangeSet(stackName, name)
  const { stack, events } = await followStack(stackName, stacks, known, onEvent)
  if (!/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack.status)) throw failure(stack, events)
  return { stack, changed: true }
}

/** Parameters without a value: AWS would name them, and not say how to give them one. Fails with a LoopError. */
function refuseMissing(unset: readonly DeclaredParameter[]): void {
  const missing = unset.filter(({ hasDefault }) => !hasDefault)
  if (missing.length === 0) return
  const pairs = missing.map(({ name }) => `${name}=...`).join(' ')
  throw new LoopError(
    `Parameters without a value: ${missing.map(({ name }) => name).join(', ')}.`,
    [
      `Give them by --parameter ${pairs}, or as parameter_overrides in samconfig.toml.`,
      ...missing.flatMap(({ name, about }) => (about === undefined ? [] : [`${name}: ${about}`])),
    ],
    'wrongly',
  )
}

/** Deletes a stack, and waits until it is gone. False when there was none. Fails with a LoopError. */
export async function deleteStack(
  stackName: string,
  { stacks, onEvent }: Pick<DeployWays, 'stacks' | 'onEvent'>,
): Promise<boolean> {
  const stack = await stacks.describe(stackName)
  if (stack === undefined) return false
  const known = new Set((await stacks.events(stackName)).map(({ id }) => id))
  await stacks.delete(stackName)
  // By its id, for a stack that is gone is no longer found by its name.
  const { stack: last, events } = await followStack(stack.id, stacks, known, onEvent)
  if (last.status !== 'DELETE_COMPLETE') throw failure(last, events)
  return true
}

/** The stack, once it can be changed. A stack whose creation was rolled back is deleted: nothing else can be done with it. */
async function readyStack(
  stackName: string,
  stacks: Stacks,
  onEvent: DeployWays['onEvent'],
): Promise<StackFacts | undefined> {
  let stack = await stacks.describe(stackName)
  if (stack && /_IN_PROGRESS$/.test(stack.status) && stack.status !== 'REVIEW_IN_PROGRESS') {
    const known = new Set((await stacks.events(stackName)).map(({ id }) => id))
    stack = (await followStack(stack.id, stacks, known, onEvent)).stack
    if (stack.status === 'DELETE_COMPLETE') return undefined
  }
  if (stack && /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/.test(stack.status)) {
    await deleteStack(stackName, { stacks, ...(onEvent === undefined ? {} : { onEvent }) })
    return undefined
  }
  if (stack?.status === 'UPDATE_ROLLBACK_FAILED')
    throw new LoopError(`The stack ${stackName} is stuck: UPDATE_ROLLBACK_FAILED.`, [
      `aws cloudformation continue-update-rollback --stack-name ${stackName}`,
    ])
  return stack
}

async function followStack(
  name: string,
  stacks: Stacks,
  known: Set<string>,
  onEvent: DeployWays['onEvent'],
): Promise<{ stack: StackFacts; events: StackEventFacts[] }> {
  const seen: StackEventFacts[] = []
  const look = new Patience()
  for (;;) {
    const stack = await stacks.describe(name)
    const fresh = (await stacks.events(name).catch(() => [])).filter(({ id }) => !known.has(id)).reverse()
    for (const event of fresh) {
      known.add(event.id)
      seen.push(event)
      onEvent?.(event)
    }
    if (stack === undefined) return { stack: gone(name), events: seen }
    if (!/_IN_PROGRESS$/.test(stack.status)) return { stack, events: seen }
    await look.wait(fresh.length > 0)
  }
}

function gone(name: string): StackFacts {
  return { id: name, name, status: 'DELETE_COMPLETE', parameters: [], outputs: [] }
}

/** Waits a little longer each time, and shortly again after something happened. */
class Patience {
  #ms: number = looks.firstMs

  async wait(something = false): Promise<void> {
    if (something) this.#ms = looks.firstMs
    await pause(this.#ms)
    this.#ms = Math.min(looks.lastMs, this.#ms * looks.growth)
  }
}

/** What failed first says why; what was given up because of it does not. */
function failure(stack: StackFacts, events: readonly StackEventFacts[]): LoopError {
  const failed = events.filter(
    ({ status, reason }) =>
      /_FAILED$/.test(status) && !/cancelled|^The following resource/i.test(reason ?? ''),
  )
  return new StackFailure(
    `The stack ${stack.name} is ${stack.status}${stack.reason === undefined ? '' : `: ${stack.reason}`}`,
    failed,
  )
}

/** A stack that did not come to where it should. */
export class StackFailure extends LoopError {
  readonly failed: readonly StackEventFacts[]

  constructor(message: string, failed: readonly StackEventFacts[]) {
    super(
      message,
      failed.map(({ logicalId, type, reason = 'no reason is given' }) => `${logicalId} (${type}): ${reason}`),
    )
    this.failed = failed
  }
}
