/**
 * A stack whose resources are names in a set, for tests of the machine: attempts fail and servers end where a test says so.
 */
import type { JsonObject } from '../../../base/json.ts'
import { advance } from './advance.ts'
import type { StackOperation } from './operation.ts'
import type { Made, StackResource } from './resource.ts'
import type { Deployment, Stack } from './stack.ts'
import type { Declared, Outcome, Start, Target, Work } from './work.ts'

/** What a template of these tests asks for: properties and needs by logical id. `name` replaces; anything else changes in place. */
export type Wanted = Readonly<
  Record<
    string,
    {
      readonly name: string
      readonly size?: number
      readonly needs?: readonly string[]
      readonly policy?: 'Retain'
      /** Updates to this size are looked at so often before they are done. */
      readonly looks?: number
      /** Attempts at it tell of themselves. */
      readonly slow?: boolean
    }
  >
>

/** Where things go wrong: by how many attempts were begun before. */
export interface Troubles {
  /** This attempt fails, if it is one of the way forward or of a deletion. */
  readonly failAt?: number
  /** After this attempt was begun the server ends; `done`: it had its effect. */
  readonly crashAt?: number
  readonly done?: boolean
}

const home = { accountId: '123456789012', region: 'us-east-1' } as unknown as Pick<
  Stack,
  'accountId' | 'region'
>
const deployment: Deployment = {
  templateId: 't',
  parameters: [],
  capabilities: [],
  tags: {},
  notificationArns: [],
}

/** One stack with its physical resources. */
export class SimulatedStack {
  stack: Stack
  resources = new Map<string, StackResource>()
  /** Physical ids that exist, with their sizes. */
  readonly physical = new Map<string, number>()
  readonly events: string[] = []
  #operations = 0
  #seeds = 0

  constructor() {
    this.stack = {
      ...home,
      uuid: 'u',
      name: 's',
      id: 'arn',
      status: 'REVIEW_IN_PROGRESS',
      createdAt: 0,
      outputs: [],
      disableRollback: false,
      terminationProtection: false,
      lastOperations: [],
    }
  }

  create(wanted: Wanted, troubles: Troubles = {}, more: Partial<StackOperation> = {}): StackOperation {
    this.stack = { ...this.stack, status: 'CREATE_IN_PROGRESS', deployment }
    return this.#run(this.#operation({ kind: 'create', ...more }), wanted, troubles)
  }

  update(wanted: Wanted, troubles: Troubles = {}, more: Partial<StackOperation> = {}): StackOperation {
    this.stack = { ...this.stack, status: 'UPDATE_IN_PROGRESS' }
    return this.#run(this.#operation({ kind: 'update', previous: deployment, ...more }), wanted, troubles)
  }

  remove(troubles: Troubles = {}, more: Partial<StackOperation> = {}): StackOperation {
    this.stack = { ...this.stack, status: 'DELETE_IN_PROGRESS' }
    return this.#run(this.#operation({ kind: 'delete', phase: 'delete', ...more }), undefined, troubles)
  }

  /** Goes back after a failure that was left as it was. */
  back(failed: StackOperation, phase: 'undo' | 'back', troubles: Troubles = {}): StackOperation {
    const kind = phase === 'undo' ? 'rollback' : 'update'
    const unsettled = [...failed.unsettled, failed.id]
    return this.#run(this.#operation({ kind, phase, unsettled, previous: deployment }), undefined, troubles)
  }

  #operation(given: Partial<StackOperation>): StackOperation {
    return {
      ...home,
      stackUuid: 'u',
      id: `o${this.#operations++}`,
      kind: 'create',
      type: 'CREATE_STACK',
      phase: 'forward',
      ended: false,
      unsettled: [],
      principal: { type: 'root', accountId: home.accountId, arn: 'arn', userId: 'u' },
      startedAt: 0,
      onFailure: 'ROLLBACK',
      retainExceptOnCreate: false,
      retain: [],
      force: false,
      skip: [],
      ...given,
    }
  }

  #run(operation: StackOperation, wanted: Wanted | undefined, troubles: Troubles): StackOperation {
    let current = operation
    let attempts = 0
    let running = new Set<string>()
    let unchanged = new Set<string>()
    let open: Start[] = []
    let outcomes: Outcome[] = []
    for (let step = 0; step < 10_000; step++) {
      const turn = advance(this.#work(current, wanted, running, unchanged), outcomes, {
        facts,
        seed: () => `seed${this.#seeds++}`,
        exportProblem: () => undefined,
      })
      outcomes = []
      this.stack = turn.stack
      this.resources = new Map(turn.resources)
      current = turn.operation
      running = turn.running
      unchanged = turn.unchanged
      this.events.push(...turn.events.map(({ logicalId, status }) => `${logicalId} ${status}`))
      if (current.ended) return current
      let crashed = false
      for (const start of turn.starts) {
        const number = attempts++
        if (number === troubles.crashAt) {
          if (troubles.done) this.#perform(start, false)
          crashed = true
          break
        }
        open.push(start)
        if (wanted?.[start.logicalId]?.slow)
          outcomes.push({ type: 'told', logicalId: start.logicalId, reason: 'it takes its time' })
        const may = current.phase === 'forward' || current.kind === 'delete'
        if (may && number === troubles.failAt) open[open.length - 1] = failing(start)
      }
      if (crashed) {
        // Everything that ran is forgotten; half of it had its effect.
        for (const [index, start] of open.entries()) if (index % 2 === 0) this.#perform(start, false)
        open = []
        running = new Set()
        unchanged = new Set()
        continue
      }
      const next = open.shift()
      if (next) outcomes.push(this.#perform(next, isFailing(next)))
      else if (turn.starts.length === 0) throw new Error(`Nothing goes on in phase ${current.phase}`)
    }
    throw new Error('The operation does not end')
  }

  #work(
    operation: StackOperation,
    wanted: Wanted | undefined,
    running: Set<string>,
    unchanged: Set<string>,
  ): Work {
    return {
      stack: this.stack,
      operation,
      resources: this.resources,
      ...(wanted && { target: targetOf(wanted) }),
      running,
      unchanged,
      now: 0,
    }
  }

  #perform(start: Start, fails: boolean): Outcome {
    const { logicalId } = start
    if (fails) {
      // What fails leaves nothing behind, not even what an attempt before the server's end had made.
      if (start.do === 'create') this.physical.delete(physicalIdOf(start.made))
      return { type: 'failed', logicalId, reason: 'it fails' }
    }
    if (start.do === 'remove') {
      for (const { physicalId } of start.targets) this.physical.delete(physicalId ?? '')
      return { type: 'removed', logicalId }
    }
    const isUpdate = start.do === 'update' || start.do === 'look'
    const left = start.do === 'look' ? Number(start.underway.left) : Number(start.made.properties.looks ?? 0)
    if (isUpdate && left > 0) {
      const wait = { for: 'look', id: logicalId, deadlineAt: 0, underway: { left: left - 1 } } as const
      return { type: 'waiting', logicalId, wait }
    }
    const physicalId = isUpdate ? (start.made.physicalId ?? '') : physicalIdOf(start.made)
    this.physical.set(physicalId, Number(start.made.properties.size))
    return { type: 'made', logicalId, physicalId, attributes: {} }
  }
}

function physicalIdOf({ properties, seed }: Made): string {
  return `${String(properties.name)}:${seed}`
}

const failures = new WeakSet<Start>()

function failing(start: Start): Start {
  const copy = { ...start }
  failures.add(copy)
  return copy
}

function isFailing(start: Start): boolean {
  return failures.has(start)
}

function targetOf(wanted: Wanted): Target {
  return {
    nodes: Object.keys(wanted),
    dependencies: new Map(Object.entries(wanted).map(([id, { needs = [] }]) => [id, new Set(needs)])),
    type: (logicalId) => (wanted[logicalId] ? 'Test::Type::Thing' : undefined),
    resource: (logicalId) => declared(wanted, logicalId),
    outputs: () => [],
    hidden: [],
  }
}

function declared(wanted: Wanted, logicalId: string): Declared {
  const { name = '', size = 0, needs = [], policy, looks = 0 } = wanted[logicalId] ?? {}
  return {
    type: 'Test::Type::Thing',
    properties: { name, size, looks },
    dependsOn: needs,
    ...(policy && { deletionPolicy: policy, updateReplacePolicy: policy }),
  }
}

const facts = {
  compare(previous: Made, next: Declared) {
    const names = Object.keys(next.properties)
    const changed = names.filter((name) => previous.properties[name] !== next.properties[name])
    return { changed, replaces: changed.includes('name') }
  },
  takesTags: () => false,
  problems: (_type: string, _properties: JsonObject) => [],
  inert: () => [],
  recordOnly: () => false,
}
