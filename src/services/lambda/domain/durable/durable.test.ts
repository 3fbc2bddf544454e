import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { AccountId, Region } from '../../../../aws/identifiers.ts'
import { checkpoint, repeatedCheckpoint } from './checkpoint.ts'
import { readAnswer } from './handler-answer.ts'
import { beginInvocation, endInvocation } from './invocations.ts'
import { begin, stop, timeOut } from './lifecycle.ts'
import { endCallback, endChainedInvoke, heartbeat, timePassed } from './outside.ts'
import { callbackId, checkpointToken, readCallbackId } from './tokens.ts'
import type { Change, Execution, HistoryEvent, Operation, Update, Work } from './types.ts'

/** An execution with all that was stored of it, as the driver would. */
class World {
  now = 1_000_000
  execution: Execution
  readonly operations = new Map<string, Operation>()
  readonly events: HistoryEvent[] = []
  readonly work: Work[] = []
  #messages = 0
  #invocations = 0

  constructor() {
    const change = begin(
      {
        accountId: '123456789012' as AccountId,
        region: 'us-east-1' as Region,
        functionName: 'f',
        version: '1',
        name: 'n',
        id: 'root',
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f:1',
        invokedArn: 'arn:aws:lambda:us-east-1:123456789012:function:f:1',
        inputHash: '',
        timeoutSeconds: 1000,
        retentionDays: 1,
        resultBytesMax: 1000,
        input: '{}',
      },
      this.now,
    )
    this.execution = change.execution
    this.store(change)
  }

  readonly find = (id: string) => this.operations.get(id)

  store(change: Change | undefined): void {
    if (!change) return
    this.execution = change.execution
    for (const operation of change.operations) this.operations.set(operation.id, operation)
    this.events.push(...change.events)
    this.work.push(...change.work)
  }

  invoke(): boolean {
    const id = `i${++this.#invocations}`
    const begun = beginInvocation(this.execution, { id, message: ++this.#messages }, this.now)
    this.store(begun?.change)
    return begun !== undefined
  }

  answer(payload: object): void {
    const id = this.execution.invocation?.id ?? ''
    const outcome = { kind: 'answered', payload: JSON.stringify(payload) } as const
    this.store(endInvocation(this.execution, this.find('root'), id, outcome, this.now))
  }

  crash(): void {
    const id = this.execution.invocation?.id ?? ''
    const outcome = { kind: 'failed', error: { ErrorMessage: 'x' }, repeat: true } as const
    this.store(endInvocation(this.execution, this.find('root'), id, outcome, this.now))
  }

  write(...updates: Update[]) {
    const targets = new Map(
      updates.filter(({ type }) => type === 'CHAINED_INVOKE').map(({ id }) => [id, { version: '1' }]),
    )
    const request = { token: checkpointToken(this.execution), updates, targets, clientToken: 'c' }
    const { change, answer } = checkpoint(this.execution, this.find, request, this.now)
    this.store(change)
    return answer
  }
}

const types = ['CONTEXT', 'STEP', 'WAIT', 'CALLBACK', 'CHAINED_INVOKE', 'EXECUTION'] as const
const actions = ['START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL'] as const
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')

const update: fc.Arbitrary<Update> = fc
  .record({
    id,
    type: fc.constantFrom(...types),
    action: fc.oneof({ weight: 3, arbitrary: fc.constant('START' as const) }, fc.constantFrom(...actions)),
    parentId: fc.option(id, { nil: undefined, freq: 4 }),
    payload: fc.option(fc.constant('"p"'), { nil: undefined, freq: 3 }),
    error: fc.option(fc.constant({ ErrorMessage: 'e' }), { nil: undefined, freq: 4 }),
    seconds: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ seconds, parentId, payload, error, ...rest }) => ({
    ...rest,
    ...(parentId === undefined ? {} : { parentId }),
    ...(payload === undefined ? {} : { payload }),
    ...(error === undefined ? {} : { error }),
    waitSeconds: seconds,
    nextAttemptDelaySeconds: seconds,
    callbackSeconds: seconds * 2,
    heartbeatSeconds: seconds,
    functionName: 'g',
  }))

type Deed = (world: World) => void
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(update, { maxLength: 4 }).map(
      (updates): Deed =>
        (world) =>
          world.write(...updates),
    ),
  },
  { weight: 4, arbitrary: fc.constant<Deed>((world) => world.invoke()) },
  { weight: 2, arbitrary: fc.constant<Deed>((world) => world.answer({ Status: 'PENDING' })) },
  fc.constant<Deed>((world) => world.answer({ Status: 'SUCCEEDED', Result: '1' })),
  fc.constant<Deed>((world) => world.crash()),
  fc.constant<Deed>((world) => world.store(stop(world.execution, world.find('root'), undefined, world.now))),
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 60_000 }).map(
      (ms): Deed =>
        (world) => {
          world.now += ms
          world.store(timePassed(world.execution, world.find, world.now))
          world.store(timeOut(world.execution, world.find('root'), world.now))
        },
    ),
  },
  id.map(
    (name): Deed =>
      (world) =>
        world.store(
          endCallback(world.execution, world.find(name), { status: 'SUCCEEDED', result: '1' }, world.now),
        ),
  ),
  id.map(
    (name): Deed =>
      (world) =>
        world.store(heartbeat(world.execution, world.find(name), world.now)),
  ),
  id.map(
    (name): Deed =>
      (world) =>
        world.store(
          endChainedInvoke(world.execution, world.find(name), { status: 'FAILED', error: {} }, world.now),
        ),
  ),
)

const isDone = ({ status }: Operation) => !['STARTED', 'PENDING', 'READY'].includes(status)

function holds(world: World): void {
  const { execution, operations, events } = world
  const all = [...operations.values()]
  assert.equal(execution.operationCount, all.length)
  assert.deepEqual(new Set(all.map(({ order }) => order)).size, all.length)
  for (const name of execution.unseen) assert.ok(operations.has(name))
  if (execution.status !== 'RUNNING') {
    assert.equal(execution.pendingCount, 0)
    assert.deepEqual(execution.timers, {})
    assert.ok(execution.endedAt !== undefined)
  } else {
    const pending = all.filter(({ type, status }) =>
      type === 'STEP' ? status === 'PENDING' : status === 'STARTED' && /WAIT|CALLBACK|CHAINED/.test(type),
    )
    assert.equal(execution.pendingCount, pending.length)
    const timed = pending.filter(({ type }) => type !== 'CHAINED_INVOKE').map((one) => one.id)
    assert.deepEqual(new Set(Object.keys(execution.timers)), new Set(timed))
  }
  // Each operation that ended did so once, and nothing is told of it afterwards.
  for (const operation of all.filter(({ type }) => type !== 'EXECUTION')) {
    const told = events.filter((event) => event.id === operation.id)
    const ends = told.filter(
      ({ type, delaySeconds }) => !type.endsWith('Started') && delaySeconds === undefined,
    )
    assert.equal(ends.length, isDone(operation) ? 1 : 0, JSON.stringify(told))
    if (isDone(operation)) assert.equal(told.at(-1), ends[0])
    const begins = told.filter(({ type }) => type.endsWith('Started'))
    if (operation.type !== 'STEP') assert.ok(begins.length <= 1)
  }
  const endings = events.filter(({ type }) => /^Execution(?!Started)/.test(type))
  assert.equal(endings.length, execution.status === 'RUNNING' ? 0 : 1)
}

describe('durable executions', () => {
  it('keep what they promise, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const world = new World()
        world.invoke()
        for (const act of deeds) {
          const { execution, events } = world
          const [before, told] = [structuredClone(execution), events.length]
          try {
            act(world)
          } catch (error) {
            if (!(error instanceof AwsError)) throw error
            // What is refused leaves no trace.
            assert.deepEqual(world.execution, before)
            assert.equal(events.length, told)
          }
          holds(world)
          // What ended stays as it ended; a function that still runs may come to its end.
          if (before.status !== 'RUNNING') {
            const { settled: _s, invocation: _i, ...was } = before
            const { settled: _t, invocation: _j, ...is } = world.execution
            assert.deepEqual(is, was)
            assert.ok(events.slice(told).every(({ type }) => type === 'InvocationCompleted'))
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('take each checkpoint once, in order, and from the invocation that runs', () => {
    const world = new World()
    world.invoke()
    const first = checkpointToken(world.execution)
    const { token } = world.write({ id: 'a', type: 'STEP', action: 'START' })
    const invalid = { code: 'InvalidParameterValueException', message: 'Invalid checkpoint token' }
    const again = { token: first, updates: [], targets: new Map() }
    assert.throws(() => checkpoint(world.execution, world.find, again, world.now), invalid)
    assert.deepEqual(repeatedCheckpoint(world.execution, { token: first, clientToken: 'c' }), {
      token,
      operationIds: ['a'],
    })
    assert.equal(repeatedCheckpoint(world.execution, { token: first, clientToken: 'other' }), undefined)
    const old = { token: token ?? '', updates: [], targets: new Map() }
    world.crash()
    world.now += 5000
    assert.ok(world.invoke())
    assert.throws(() => checkpoint(world.execution, world.find, old, world.now), invalid)
  })

  it('begin an interrupted invocation again, and one that was settled never', () => {
    const world = new World()
    const asked = { id: 'one', message: 7 }
    world.store(beginInvocation(world.execution, asked, 1)?.change)
    assert.ok(beginInvocation(world.execution, { id: 'two', message: 7 }, 2))
    assert.equal(beginInvocation(world.execution, { id: 'two', message: 8 }, 2), undefined)
    world.store(beginInvocation(world.execution, { id: 'two', message: 7 }, 2)?.change)
    const outcome = { kind: 'failed', error: {}, repeat: true } as const
    assert.equal(endInvocation(world.execution, undefined, 'one', outcome, 3), undefined)
    world.store(endInvocation(world.execution, undefined, 'two', outcome, 3))
    assert.equal(beginInvocation(world.execution, { id: 'three', message: 7 }, 10_000), undefined)
    assert.ok(beginInvocation(world.execution, { id: 'three', message: 9 }, 10_000))
  })

  it('refuse what AWS refuses, in its words', () => {
    const start = (type: Update['type'], more: Partial<Update> = {}): Update => ({
      id: 'a',
      type,
      action: 'START',
      ...more,
    })
    const cases: ReadonlyArray<readonly [string, readonly Update[], readonly Update[]]> = [
      [
        'Cannot checkpoint multiple EXECUTION updates.',
        [],
        [
          { id: 'root', type: 'EXECUTION', action: 'SUCCEED' },
          { id: 'root', type: 'EXECUTION', action: 'FAIL' },
        ],
      ],
      [
        'EXECUTION checkpoint must be the last update.',
        [],
        [{ id: 'root', type: 'EXECUTION', action: 'SUCCEED' }, start('STEP')],
      ],
      [
        'Cannot checkpoint multiple operations with the same ID.',
        [],
        [start('WAIT', { waitSeconds: 1 }), start('WAIT', { waitSeconds: 1 })],
      ],
      ['Invalid parent operation id.', [], [start('STEP', { parentId: 'z' })]],
      ['Inconsistent operation type.', [start('STEP')], [start('CONTEXT')]],
      [
        'Inconsistent operation name.',
        [start('STEP', { name: 'x' })],
        [{ id: 'a', type: 'STEP', action: 'SUCCEED', name: 'y' }],
      ],
      ['Invalid action for the given operation type.', [], [{ id: 'a', type: 'WAIT', action: 'SUCCEED' }]],
      ['Invalid current STEP state to start.', [start('STEP')], [start('STEP')]],
      [
        'Invalid current STEP state to close.',
        [start('STEP'), { id: 'a', type: 'STEP', action: 'SUCCEED' }],
        [{ id: 'a', type: 'STEP', action: 'FAIL' }],
      ],
      [
        'Invalid StepOptions for the given action.',
        [start('STEP')],
        [{ id: 'a', type: 'STEP', action: 'RETRY' }],
      ],
      [
        'Cannot start a WAIT that already exist.',
        [start('WAIT', { waitSeconds: 1 })],
        [start('WAIT', { waitSeconds: 1 })],
      ],
      [
        'Cannot cancel a WAIT that does not exist or has already completed.',
        [],
        [{ id: 'a', type: 'WAIT', action: 'CANCEL' }],
      ],
      ['Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.', [], [start('CHAINED_INVOKE')]],
      [
        'Cannot provide a Payload for FAIL action.',
        [],
        [{ id: 'a', type: 'STEP', action: 'FAIL', payload: '1' }],
      ],
      [
        'Cannot provide an Error for SUCCEED action.',
        [],
        [{ id: 'a', type: 'STEP', action: 'SUCCEED', error: {} }],
      ],
      [
        'Error object size must be less than 32768 bytes.',
        [],
        [{ id: 'a', type: 'STEP', action: 'FAIL', error: { ErrorMessage: 'x'.repeat(32_768) } }],
      ],
      [
        'STEP payload size must be less than or equal to 262144 bytes.',
        [],
        [{ id: 'a', type: 'STEP', action: 'SUCCEED', payload: 'x'.repeat(262_145) }],
      ],
      [
        'Execution output payload size must be less than or equal to 1000 bytes.',
        [],
        [{ id: 'root', type: 'EXECUTION', action: 'SUCCEED', payload: 'x'.repeat(1001) }],
      ],
    ]
    for (const [message, before, updates] of cases) {
      const world = new World()
      world.invoke()
      for (const one of before) world.write(one)
      const request = { token: checkpointToken(world.execution), updates, targets: new Map() }
      assert.throws(() => checkpoint(world.execution, world.find, request, world.now), { message })
    }
  })

  it('read what handlers answer', () => {
    const problem = { problem: 'Invalid Status in invocation output.' }
    for (const bad of ['', 'null', '[]', '"x"', '{}', '{"Status":"DONE"}'])
      assert.deepEqual(readAnswer(bad), problem)
    assert.deepEqual(readAnswer('{"Status":"SUCCEEDED","Result":"1"}'), { kind: 'succeeded', result: '1' })
    assert.ok('problem' in readAnswer('{"Status":"SUCCEEDED","Error":{}}'))
    assert.ok('problem' in readAnswer('{"Status":"FAILED","Result":"1"}'))
  })

  it('give up a function that waits for nothing', () => {
    const world = new World()
    for (let round = 1; round <= 3; round++) {
      assert.ok(world.invoke())
      world.answer({ Status: 'PENDING' })
      world.now += 5000
    }
    assert.equal(world.execution.status, 'FAILED')
    assert.deepEqual(world.execution.error, {
      ErrorType: 'InvalidParameterValueException',
      ErrorMessage: 'Cannot return PENDING status with no pending operations.',
    })
  })

  it('name callbacks by ids that lead back to them', () => {
    const { execution } = new World()
    const text = callbackId(execution, 'op')
    assert.match(text, /^[A-Za-z0-9+/]+={0,2}$/)
    assert.deepEqual(readCallbackId(text), {
      accountId: '123456789012',
      region: 'us-east-1',
      executionId: 'root',
      operationId: 'op',
    })
    for (const bad of ['', 'x', '!!!', btoa('{}'), btoa('[1]'), btoa('["a","b","c","d","e"]')])
      assert.equal(readCallbackId(bad), undefined)
  })
})
