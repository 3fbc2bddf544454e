/**
 * Whether a history is one that AWS could have written for a definition. Knows the definition and the history alone, nothing of the machine: it reads
 * events in order and follows each line of states by the ids that events point to.
 * What AWS writes is known from histories recorded there: https://github.com/localstack/localstack, tests/aws/services/stepfunctions/v2.
 */
import assert from 'node:assert/strict'
import type { JsonObject } from '../../../src/base/json.ts'
import type { HistoryEvent } from '../../../src/engines/asl/index.ts'
import {
  caughtBy,
  countRetry,
  type ForkInstance,
  type Line,
  type Phase,
  type StateJson,
  statesOf,
  targetsOf,
} from './lines.ts'

const taskEnds = /^(Task|LambdaFunction|Activity)(Failed|TimedOut|SubmitFailed|StartFailed|ScheduleFailed)$/

export function checkHistory(
  definition: JsonObject,
  history: readonly HistoryEvent[],
  historyEventsMax = 25_000,
): void {
  const checker = new Checker(definition, historyEventsMax)
  for (const event of history) {
    try {
      checker.read(event)
    } catch (error) {
      const around = history.slice(0, event.id + 1).map((one) => JSON.stringify(one))
      throw new Error(`Event ${event.id} ${event.type}: ${error}\n${around.join('\n')}`, { cause: error })
    }
  }
  checker.end()
}

class Checker {
  readonly #states: ReadonlyMap<string, StateJson>
  readonly #max: number
  #count = 0
  #lastMs = 0
  #root: Line
  #lines: Line[] = []
  /** Events of aborted states that must come now, by type, after this event. Those with a question mark may come. */
  #aborts: { readonly after: number; readonly types: string[] } | undefined
  #over = false
  #redriveCount = 0
  #input = ''

  constructor(definition: JsonObject, historyEventsMax: number) {
    this.#states = statesOf(definition)
    this.#max = historyEventsMax
    this.#root = line(0, [definition.StartAt as string])
    this.#lines.push(this.#root)
  }

  end(): void {
    assert.ok(this.#over, 'The last event ends the execution.')
  }

  read(event: HistoryEvent): void {
    const { id, previousEventId, timestampMs, type } = event
    assert.equal(id, ++this.#count, 'Ids count up.')
    assert.ok(previousEventId < id, 'Events point back.')
    assert.ok(timestampMs >= this.#lastMs, 'Time does not go back.')
    this.#lastMs = timestampMs
    if (type === 'ExecutionRedriven') this.#redriven(event)
    else {
      assert.ok(!this.#over, 'Nothing comes after the end.')
      if (!this.#abort(event)) this.#tell(event)
    }
  }

  #tell(event: HistoryEvent): void {
    const { type } = event
    if (type.startsWith('Execution')) this.#execution(event)
    else if (type.endsWith('StateEntered')) this.#entered(event)
    else if (type.endsWith('StateExited')) this.#exited(event)
    else if (type.startsWith('MapIteration')) this.#iteration(event)
    else if (type.startsWith('MapRun')) this.#mapRun(event)
    else if (/^(Map|Parallel)State/.test(type)) this.#forkEvent(event)
    else this.#task(event)
  }

  // Lines.

  #at(tip: number, what: string, fits: (line: Line) => boolean): Line {
    const found = this.#lines.find((one) => one.tip === tip && fits(one))
    assert.ok(found, `A line at ${tip} ${what}. There are ${JSON.stringify(this.#lines.map(brief))}`)
    return found
  }

  #stateOf({ state }: Line): StateJson {
    const found = state === undefined ? undefined : this.#states.get(state)
    assert.ok(found, 'The line is in a state of the definition.')
    return found
  }

  #entered({ id, type, previousEventId, stateEnteredEventDetails: details }: HistoryEvent): void {
    assert.ok(details)
    const { name, input } = details
    const one = this.#at(previousEventId, `may enter ${name}`, ({ phase, next, state, entered }) =>
      phase === 'redriven' && entered
        ? state === name
        : (phase === 'ready' || phase === 'redriven') && next.includes(name),
    )
    const state = this.#states.get(name)
    assert.equal(type, `${state?.Type}StateEntered`)
    if (one.handsOn !== undefined) assert.equal(input, one.handsOn, 'Input is what the state before left.')
    Object.assign(one, {
      tip: id,
      phase: 'entered',
      state: name,
      entered: true,
      retries: [],
      retryCount: 0,
      handsOn: input,
    })
    if (state?.Type === 'Fail') Object.assign(one, { phase: 'failed', error: state.Error })
  }

  #exited({ id, type, previousEventId, stateExitedEventDetails: details }: HistoryEvent): void {
    assert.ok(details)
    const { name, output } = details
    const simple: readonly Phase[] = ['entered']
    const asked: readonly Phase[] = ['succeeded', 'failed']
    const one = this.#at(previousEventId, `may leave ${name}`, ({ phase, state }) => {
      const kind = this.#states.get(name)?.Type
      const phases = kind === 'Task' || kind === 'Parallel' || kind === 'Map' ? asked : simple
      return state === name && phases.includes(phase)
    })
    const state = this.#stateOf(one)
    assert.equal(type, `${state.Type}StateExited`)
    const caught = one.phase === 'failed'
    const next = caught ? caughtBy(state, one.error) : targetsOf(state)
    assert.ok(!caught || next.length > 0, 'A state that failed is left by a catcher.')
    if (state.Type === 'Choice') assert.ok(next.length > 0)
    delete one.error
    delete one.state
    delete one.inner
    delete one.told
    delete one.mapRunArn
    Object.assign(one, {
      tip: id,
      phase: next.length > 0 ? 'ready' : 'ended',
      next,
      handsOn: output,
      entered: false,
    })
    if (one.phase === 'ended' && one.fork?.kind === 'Parallel') {
      one.fork.succeeded++
      one.fork.lines = one.fork.lines.filter((other) => other !== one)
      one.fork.endedTips.clear()
      one.fork.endedTips.add(id)
      this.#drop(one)
    }
  }

  #task({ id, type, previousEventId, ...rest }: HistoryEvent): void {
    const one = this.#at(previousEventId, `has a task that may be ${type}`, ({ phase, state }) => {
      if (state === undefined || this.#states.get(state)?.Type !== 'Task') return false
      if (type.endsWith('Scheduled')) return phase === 'entered' || phase === 'failed' || phase === 'redriven'
      if (/(Task|Function|Activity)Started$/.test(type)) return phase === 'scheduled'
      if (type.endsWith('Submitted')) return phase === 'started'
      if (type.endsWith('ScheduleFailed') || type.endsWith('StartFailed')) return phase === 'scheduled'
      if (type === 'ActivityTimedOut') return phase === 'scheduled' || phase === 'started'
      return phase === 'started' || phase === 'submitted'
    })
    const state = this.#stateOf(one)
    const resource = state.Resource as string
    const family = resource.includes(':function:')
      ? 'LambdaFunction'
      : resource.includes(':activity:')
        ? 'Activity'
        : 'Task'
    assert.ok(type.startsWith(family), `Events of ${resource} are ${family}…`)
    one.tip = id
    if (type.endsWith('Scheduled')) {
      if (one.phase === 'failed') this.#retry(one, state)
      one.phase = 'scheduled'
    } else if (type.endsWith('Started')) one.phase = 'started'
    else if (type.endsWith('Submitted')) {
      assert.ok(/\.(sync|waitForTaskToken)$/.test(resource))
      one.phase = 'submitted'
    } else if (type.endsWith('Succeeded')) one.phase = 'succeeded'
    else {
      assert.match(type, taskEnds)
      one.phase = 'failed'
      const [details] = Object.values(rest).filter((value) => typeof value === 'object') as [
        { error?: string }?,
      ]
      if (details?.error !== undefined) one.error = details.error
      if (type.endsWith('TimedOut')) {
        assert.ok(state.TimeoutSeconds !== undefined || state.HeartbeatSeconds !== undefined)
        assert.equal(details?.error, 'States.Timeout')
      }
    }
  }

  #retry(one: Line, state: StateJson): void {
    assert.ok(countRetry(one, state), `${one.error} may be tried again`)
    delete one.error
  }

  // Forks.

  #forkEvent(event: HistoryEvent): void {
    const { id, type, previousEventId } = event
    const kind = type.startsWith('Map') ? 'Map' : 'Parallel'
    const alone = this.#lines.find(
      ({ tip, phase, told, state }) =>
        tip === previousEventId &&
        !told &&
        phase === (type.endsWith('Failed') ? 'failed' : 'succeeded') &&
        this.#isDistributed(state),
    )
    if (type.endsWith('Started')) this.#forkStarted(event, kind)
    else if (alone) {
      // What follows a success points to the end of the Map Run.
      Object.assign(alone, { told: true, ...(type.endsWith('Failed') && { tip: id }) })
    } else if (type.endsWith('Succeeded')) {
      const one = this.#parentWhere(
        ({ kind: its, succeeded, length, endedTips, startedId }) =>
          its === kind &&
          succeeded === length &&
          (length === 0 ? startedId === previousEventId : endedTips.has(previousEventId)),
      )
      // What follows points to the same event.
      Object.assign(one, { tip: previousEventId, phase: 'succeeded' })
      delete one.inner
    } else {
      assert.ok(type.endsWith('Failed'), `${type} is known`)
      const failed = this.#failFork(previousEventId, kind)
      Object.assign(failed, { tip: id, told: true })
      this.#failing.delete(failed.state ?? '')
    }
  }

  #forkStarted(
    { id, previousEventId, mapStateStartedEventDetails }: HistoryEvent,
    kind: 'Map' | 'Parallel',
  ): void {
    const again = this.#lines.find(
      ({ tip, phase, fork }) => tip === previousEventId && phase === 'failed' && fork?.kind === kind,
    )
    // What failed is tried again by its own retriers, or by those of the state around it.
    const one = this.#lines.find((its) => {
      const { tip, phase, state } = its
      if (tip !== previousEventId || state === undefined || this.#states.get(state)?.Type !== kind)
        return false
      if (phase === 'failed' && its.told) return false
      if (phase === 'failed') return countRetry({ ...its, retries: [...its.retries] }, this.#stateOf(its))
      // One whose Map Run had begun goes on with that.
      return phase === 'entered' || (phase === 'redriven' && its.mapRunArn === undefined)
    })
    const parent = one ?? (again && this.#failFork(previousEventId, kind))
    assert.ok(parent, 'A state is begun.')
    const state = this.#stateOf(parent)
    if (parent.phase === 'failed') {
      this.#failing.delete(parent.state ?? '')
      this.#retry(parent, state)
    }
    if (this.#isDistributed(parent.state)) {
      assert.equal(mapStateStartedEventDetails?.length, 3)
      Object.assign(parent, { phase: 'scheduled', tip: id })
      delete parent.mapRunArn
      return
    }
    const branches = (state.Branches as readonly { readonly StartAt: string }[] | undefined) ?? []
    const length = kind === 'Map' ? (mapStateStartedEventDetails?.length ?? -1) : branches.length
    const fork: ForkInstance = {
      kind,
      state: parent.state ?? '',
      startedId: id,
      length,
      parent,
      begun: kind === 'Map' ? 0 : length,
      succeeded: 0,
      lines: [],
      endedTips: new Set(),
      again: new Set(),
    }
    Object.assign(parent, { phase: 'fork', inner: fork, tip: -1 })
    for (const [index, branch] of kind === 'Parallel' ? branches.entries() : []) {
      const inner: Line = { ...line(id, [branch.StartAt]), fork, index }
      fork.lines.push(inner)
      this.#lines.push(inner)
    }
  }

  #isDistributed(state: string | undefined): boolean {
    const processor = state === undefined ? undefined : this.#states.get(state)?.ItemProcessor
    const { ProcessorConfig } = (processor ?? {}) as { ProcessorConfig?: { Mode?: string } }
    return ProcessorConfig?.Mode === 'DISTRIBUTED'
  }

  #mapRun(event: HistoryEvent): void {
    const { id, type, previousEventId } = event
    const from: Phase =
      type === 'MapRunStarted' ? 'scheduled' : type === 'MapRunRedriven' ? 'redriven' : 'started'
    const { mapRunArn } = event.mapRunStartedEventDetails ?? event.mapRunRedrivenEventDetails ?? {}
    // The Map Run that there was is redriven.
    const one = this.#at(
      previousEventId,
      `has a Map Run that may be ${type}`,
      ({ phase, state, entered, mapRunArn: its }) =>
        phase === from &&
        entered &&
        this.#isDistributed(state) &&
        (type !== 'MapRunRedriven' || its === mapRunArn),
    )
    one.tip = id
    if (type === 'MapRunStarted' || type === 'MapRunRedriven') {
      assert.ok(mapRunArn)
      if (type === 'MapRunRedriven') assert.ok((event.mapRunRedrivenEventDetails?.redriveCount ?? 0) > 0)
      Object.assign(one, { phase: 'started', mapRunArn })
    } else if (type === 'MapRunSucceeded') one.phase = 'succeeded'
    else {
      assert.equal(type, 'MapRunFailed')
      const { error } = event.mapRunFailedEventDetails ?? {}
      Object.assign(one, { phase: 'failed', error })
    }
  }

  #parentWhere(fits: (fork: ForkInstance) => boolean): Line {
    const one = this.#lines.find(({ phase, inner }) => phase === 'fork' && inner && fits(inner))
    assert.ok(one, 'Such a state is at work.')
    return one
  }

  #iteration(event: HistoryEvent): void {
    const { id, type, previousEventId } = event
    const details =
      event.mapIterationStartedEventDetails ??
      event.mapIterationSucceededEventDetails ??
      event.mapIterationFailedEventDetails
    assert.ok(details, 'An iteration has a name and an index.')
    const { name, index } = details
    if (type === 'MapIterationStarted') {
      this.#iterationStarted(id, previousEventId, name, index)
      return
    }
    const one = this.#at(
      previousEventId,
      `is iteration ${index} of ${name}`,
      ({ fork, index: its, phase }) =>
        fork?.state === name &&
        its === index &&
        phase === (type === 'MapIterationSucceeded' ? 'ended' : 'failed'),
    )
    const { fork } = one
    assert.ok(fork)
    if (type === 'MapIterationSucceeded') {
      fork.succeeded++
      fork.lines = fork.lines.filter((other) => other !== one)
      fork.endedTips.add(previousEventId)
      if (fork.succeeded === fork.length) fork.endedTips.clear()
      if (fork.succeeded === fork.length) fork.endedTips.add(id)
      this.#drop(one)
    } else this.#failFork(previousEventId, 'Map')
  }

  #iterationStarted(id: number, previousEventId: number, name: string, index: number): void {
    const parent = this.#parentWhere(
      ({ state, startedId, endedTips, again, begun }) =>
        state === name &&
        (again.has(index) ||
          (begun === index && (startedId === previousEventId || endedTips.has(previousEventId)))),
    )
    const fork = parent.inner
    assert.ok(fork)
    if (fork.again.delete(index)) {
      const one = fork.lines.find((other) => other.index === index)
      assert.ok(one)
      this.#goOn(one, id)
      return
    }
    assert.ok(index < fork.length)
    fork.begun++
    const state = this.#states.get(name)
    const processor = state?.ItemProcessor as { readonly StartAt: string } | undefined
    const one: Line = { ...line(id, [processor?.StartAt ?? '']), fork, index }
    fork.lines.push(one)
    this.#lines.push(one)
    const most = (state?.MaxConcurrency as number | undefined) || 40
    assert.ok(fork.lines.length <= most, 'No more iterations at once than allowed.')
  }

  /** A line's failure, which nothing in its state takes, fails the state around. Answers the line of that state. */
  #failFork(tip: number, kind: 'Map' | 'Parallel'): Line {
    const gone = this.#lines.find(
      ({ phase, state, tip: its }) =>
        its === tip &&
        phase === 'failed' &&
        state !== undefined &&
        this.#failing.has(state) &&
        this.#states.get(state)?.Type === kind,
    )
    if (gone?.state !== undefined) {
      this.#failing.delete(gone.state)
      return gone
    }
    const one = this.#at(
      tip,
      `has failed in a ${kind}`,
      ({ phase, fork }) => phase === 'failed' && fork?.kind === kind,
    )
    const { fork } = one
    assert.ok(fork)
    const types: string[] = []
    for (const other of [one, ...fork.lines.filter((each) => each !== one)]) {
      if (kind === 'Map' && other !== one) types.push('MapIterationAborted')
      this.#abortsOf(other, types, other === one)
    }
    this.#aborts = types.length > 0 ? { after: tip, types } : undefined
    const { parent } = fork
    Object.assign(parent, { phase: 'failed', tip, ...(one.error !== undefined && { error: one.error }) })
    if (one.error === undefined) delete parent.error
    this.#failing.add(fork.state)
    this.#drop(...fork.lines)
    return parent
  }

  /** States whose failure has begun to be told. */
  readonly #failing = new Set<string>()

  #abortsOf(one: Line, types: string[], failed: boolean): void {
    const kind = one.state === undefined ? undefined : this.#states.get(one.state)?.Type
    if (one.entered && this.#isDistributed(one.state)) {
      // One that was to be redriven may have had its turn or not.
      if (one.phase === 'redriven') types.push('MapRunAborted?')
      else if (/^(scheduled|started)$/.test(one.phase)) types.push('MapRunAborted')
    }
    if (one.entered && /^(Task|Wait|Parallel|Map)$/.test(kind ?? '')) {
      // A state around threads has told its failure already.
      if (!(failed && (kind === 'Parallel' || kind === 'Map'))) types.push(`${kind}StateAborted`)
    }
    if (one.phase === 'fork' && one.inner) {
      const inside: string[] = []
      for (const inner of one.inner.lines) {
        if (one.inner.kind === 'Map') inside.push('MapIterationAborted')
        this.#abortsOf(inner, inside, false)
      }
      // A line has failed for good, or the only one that is left may have: the state around waits to be tried again, and has forgotten them.
      const [only, ...others] = one.inner.lines.filter(({ phase }) => phase !== 'ended')
      const gone =
        (only?.phase === 'failed' && others.length === 0) ||
        one.inner.lines.some(
          ({ told, phase, state }) => told && phase === 'failed' && this.#isDistributed(state),
        )
      types.push(...inside.map((type) => (gone && !type.endsWith('?') ? `${type}?` : type)))
    }
    this.#drop(...(one.inner?.lines ?? []))
  }

  /** Whether an event is one of those that tell of aborted states. */
  #abort(event: HistoryEvent): boolean {
    const { type, previousEventId } = event
    if (!this.#aborts) {
      // A branch of a Parallel state fails without a word: the first that is told is what it aborts.
      if (!type.endsWith('Aborted') || type === 'ExecutionAborted') return false
      this.#failFork(previousEventId, 'Parallel')
    }
    const { aborts } = { aborts: this.#aborts }
    if (!aborts) return false
    if (type.startsWith('Execution')) {
      assert.ok(type !== 'ExecutionSucceeded')
      this.#aborts = undefined
      return false
    }
    const sure = aborts.types.indexOf(type)
    const place = sure >= 0 ? sure : aborts.types.indexOf(`${type}?`)
    if (place < 0 && aborts.types.every((one) => one.endsWith('?'))) {
      this.#aborts = undefined
      return this.#abort(event)
    }
    assert.equal(previousEventId, aborts.after, 'What is aborted points to what failed.')
    assert.ok(place >= 0, `${type} is among what is aborted: ${aborts.types}`)
    aborts.types.splice(place, 1)
    if (aborts.types.length === 0) this.#aborts = undefined
    return true
  }

  #drop(...lines: readonly Line[]): void {
    this.#lines = this.#lines.filter((one) => !lines.includes(one))
  }

  // The execution.

  #execution(event: HistoryEvent): void {
    const { id, type, previousEventId } = event
    if (type === 'ExecutionStarted') {
      assert.deepEqual([id, previousEventId], [1, 0])
      this.#input = event.executionStartedEventDetails?.input ?? ''
      this.#root.handsOn = this.#input
      return
    }
    this.#over = true
    if (type === 'ExecutionSucceeded') {
      assert.deepEqual([this.#root.phase, this.#root.tip], ['ended', previousEventId])
      assert.equal(event.executionSucceededEventDetails?.output, this.#root.handsOn)
    } else if (type === 'ExecutionFailed') {
      const { error } = event.executionFailedEventDetails ?? {}
      if (error === 'States.Runtime') {
        if (id === this.#max) assert.equal(previousEventId, id - 1)
        return
      }
      const one =
        this.#root.phase === 'failed'
          ? this.#root
          : this.#at(previousEventId, 'has failed', ({ phase }) => phase === 'failed')
      assert.equal(one.tip, previousEventId)
      assert.equal(error, one.error, 'The execution fails as its state did.')
      const state = one.state === undefined ? undefined : this.#states.get(one.state)
      if (state)
        assert.equal(caughtBy(state, one.error, true).length, 0, 'No catcher would have taken the error.')
      this.#failing.clear()
    } else assert.equal(previousEventId, 0)
  }

  #redriven({ id, previousEventId, executionRedrivenEventDetails: details }: HistoryEvent): void {
    assert.ok(this.#over, 'Only what has ended is redriven.')
    assert.equal(previousEventId, 0)
    assert.equal(details?.redriveCount, ++this.#redriveCount)
    this.#over = false
    this.#aborts = undefined
    this.#failing.clear()
    this.#lines = []
    this.#goOn(this.#root, id)
  }

  /** A line that had not succeeded goes on after an event. */
  #goOn(one: Line, eventId: number): void {
    if (!this.#lines.includes(one)) this.#lines.push(one)
    delete one.error
    const { inner } = one
    const waited = one.phase === 'failed' && !one.told
    delete one.told
    // What waited to be tried again begins anew, and not where its threads were.
    if (waited) {
      delete one.inner
      delete one.mapRunArn
    } else if (inner) {
      Object.assign(one, { phase: 'fork', tip: -1, retries: [], retryCount: 0 })
      inner.endedTips.clear()
      inner.endedTips.add(eventId)
      for (const thread of inner.lines) {
        if (inner.kind === 'Map') inner.again.add(thread.index)
        else this.#goOn(thread, eventId)
      }
      return
    }
    Object.assign(one, { phase: 'redriven', tip: eventId, retries: [], retryCount: 0 })
  }
}

function line(tip: number, next: readonly string[]): Line {
  return { index: 0, tip, phase: 'ready', next, entered: false, retries: [], retryCount: 0 }
}

function brief({ tip, phase, state, next, index }: Line): unknown {
  return [tip, phase, state ?? next, index]
}
