/**
 * Invokes a mapping's function with batches, and says what became of each. Everything counts as an invocation from outside does:
 * reserved concurrency, aliases, throttles, chains of requests.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import {
  type Batch,
  type BatchOutcome,
  type DiscardedBatch,
  readBatchItemFailures,
  type SourceRecord,
  type StreamSink,
} from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { atomic, type Change } from '../../../store/index.ts'
import { batchEvent } from '../domain/batch-event.ts'
import { batchRecord } from '../domain/batch-record.ts'
import { destinationKind } from '../domain/destinations.ts'
import type { EventSourceMapping } from '../event-source-mappings.ts'
import type { MappingMetric } from '../function-metrics.ts'
import { chooseTarget, type InvocationTarget } from '../invocation.ts'
import { addDelivery } from '../record-deliveries.ts'
import { enterChain } from '../recursion.ts'
import type { LambdaRoom } from '../room.ts'
import { callFailed, type ResultNotes } from './mapping-results.ts'
import { runBatch } from './run-batch.ts'

/** What the last invocation says about itself, for the record of a batch that is given up. */
type InvocationFacts = {
  readonly requestId: string
  readonly executedVersion: string
  readonly functionError: string
}

const mappingMetrics = {
  polled: 'PolledEventCount',
  filtered: 'FilteredOutEventCount',
  deleted: 'DeletedEventCount',
} as const

export class MappingSink implements StreamSink {
  readonly #room: LambdaRoom
  readonly #surroundings: BackgroundSurroundings
  readonly #mapping: EventSourceMapping
  readonly #results: ResultNotes

  constructor(
    room: LambdaRoom,
    surroundings: BackgroundSurroundings,
    mapping: EventSourceMapping,
    results: ResultNotes,
  ) {
    this.#room = room
    this.#surroundings = surroundings
    this.#mapping = mapping
    this.#results = results
  }

  async take(batch: Batch, signal: AbortSignal): Promise<BatchOutcome> {
    try {
      const outcome = await this.#invoke(batch, signal)
      this.#results.note(outcome.kind === 'done' ? 'OK' : outcome.reason)
      return outcome
    } catch (error) {
      if (!(error instanceof AwsError)) {
        if (!signal.aborted) {
          const { logger } = this.#surroundings
          logger.error('A batch could not be handed to its function', { mapping: this.#mapping.uuid, error })
        }
        return { kind: 'refused', reason: 'PROBLEM: internal error' }
      }
      // UNVERIFIED: AWS's words for what is not the function's failure.
      const reason = `PROBLEM: ${error.message}`
      this.#results.note(reason)
      return { kind: 'refused', reason }
    }
  }

  count(what: 'polled' | 'filtered' | 'deleted', events: number): void {
    this.#meter(mappingMetrics[what], events)
  }

  sourceState(reason: string | undefined): void {
    // UNVERIFIED: AWS's words.
    this.#results.note(reason === undefined ? 'OK' : `PROBLEM: ${reason}`)
  }

  async discard(discarded: DiscardedBatch): Promise<readonly Change[]> {
    const { store, clock, random, trail } = this.#surroundings
    const { settings, sourceArn, sourceKind, uuid, accountId, region, name } = this.#mapping
    const { records, shardId, outcome } = discarded
    const { onFailure } = settings
    const target = await this.#target().catch(() => undefined)
    for (const { trailId } of records) {
      trail.tell({
        stage: onFailure === undefined ? 'dropped' : 'dead-letter',
        event: trailId,
        source: sourceArn,
        detail: discarded.condition,
        ...(onFailure === undefined ? {} : { target: onFailure }),
      })
    }
    if (onFailure === undefined || !target) {
      this.#meter('DroppedEventCount', records.length)
      return []
    }
    const facts = outcome?.kind === 'failed' ? (outcome.facts as InvocationFacts | undefined) : undefined
    const [first] = records
    const last = records.at(-1)
    const requestId = facts?.requestId ?? randomUuid(random)
    const given = {
      kind: sourceKind === 'kinesis' ? 'kinesis' : 'dynamodb',
      requestId,
      functionArn: target.invokedArn,
      condition: discarded.condition,
      approximateInvokeCount: discarded.attempts,
      ...(facts === undefined
        ? {}
        : { response: { executedVersion: facts.executedVersion, functionError: facts.functionError } }),
      shardId,
      streamArn: sourceArn,
      firstSequence: first?.id ?? '',
      lastSequence: last?.id ?? '',
      firstArrivedAt: first?.arrivedAt ?? clock.now(),
      lastArrivedAt: last?.arrivedAt ?? clock.now(),
      batchSize: records.length,
    } as const
    const payload =
      destinationKind(onFailure) === 's3' ? this.#event({ records, shardId, attempt: 1 }) : undefined
    const commit = atomic(store)
    addDelivery(commit, {
      kind: 'batch',
      accountId,
      region,
      functionName: name,
      functionArn: target.invokedArn,
      version: target.version.version,
      requestId,
      roleArn: target.version.settings.roleArn,
      destination: onFailure,
      mapping: uuid,
      eventCount: settings.metrics === undefined ? 0 : records.length,
      shardId,
      body: batchRecord(given, clock.now(), payload),
    })
    return commit.changes
  }

  async #invoke(batch: Batch, signal: AbortSignal): Promise<BatchOutcome> {
    const { store, random, clock, trail } = this.#surroundings
    const target = await this.#target()
    const { chained, looped, traceHeader } = await this.#chain(target, batch.records)
    if (looped.length > 0 && chained.length === 0) return { kind: 'failed', reason: callFailed }
    const requestId = randomUuid(random)
    this.#meter('InvokedEventCount', chained.length)
    const lastArrivedAt = batch.shardId === undefined ? undefined : chained.at(-1)?.arrivedAt
    if (lastArrivedAt !== undefined)
      this.#room.meter.noteIteratorAge(target.record, clock.now() - lastArrivedAt)
    const outcome = await runBatch(this.#room, { store, clock, random, trail }, target, {
      requestId,
      traceHeader,
      payload: Buffer.from(this.#event({ ...batch, records: chained })),
      causes: batch.records.map(({ trailId }) => trailId),
      source: this.#mapping.sourceArn,
      signal,
    })
    const facts = { requestId, executedVersion: target.version.version }
    if (outcome.kind === 'error') {
      this.#meter('FailedInvokeEventCount', chained.length)
      return { kind: 'failed', reason: callFailed, facts: { ...facts, functionError: outcome.functionError } }
    }
    return this.#read(batch, outcome.payload, looped, facts)
  }

  /** What a function answered about its batch. */
  #read(batch: Batch, payload: string, looped: readonly SourceRecord[], facts: JsonObject): BatchOutcome {
    const reports = this.#mapping.settings.responseTypes.includes('ReportBatchItemFailures')
    if (!reports && batch.window === undefined && looped.length === 0) return { kind: 'done' }
    const answer = parse(payload)
    const failed = {
      kind: 'failed',
      reason: callFailed,
      facts: { ...facts, functionError: 'Unhandled' },
    } as const
    const ids = new Set(batch.records.map(({ id }) => id))
    // UNVERIFIED: whether windows report failures without the mapping's asking for it.
    const failures = reports ? readBatchItemFailures(answer, ids) : new Set<string>()
    if (failures === 'all') return failed
    const state = batch.window === undefined ? undefined : stateOf(answer)
    // Source: Developer Guide: "If the response does not contain a state property, Lambda considers this a failed invocation."
    if (batch.window !== undefined && !batch.window.isFinal && state === undefined) return failed
    const all = new Set([...failures, ...looped.map(({ id }) => id)])
    return {
      kind: 'done',
      ...(all.size === 0 ? {} : { failed: all }),
      ...(state === undefined ? {} : { state }),
    }
  }

  /**
   * Counts the invocation into the chain of requests of each record that is part of one. Records that would close a loop are not
   * handed on: they go the way of those that fail. Source: Lambda Developer Guide, "Use Lambda recursive loop detection".
   */
  async #chain(target: InvocationTarget, records: readonly SourceRecord[]) {
    const { store, random, clock } = this.#surroundings
    const headers = new Set(records.flatMap(({ traceHeader }) => traceHeader ?? []))
    const looping = new Set<string>()
    let traceHeader: string | undefined
    let longest = -1
    for (const header of headers) {
      const chain = await enterChain(store, random, clock.now(), target.record, header)
      if (chain.isLoop) looping.add(header)
      else if (chain.count > longest) {
        longest = chain.count
        traceHeader = chain.traceHeader
      }
    }
    traceHeader ??= (await enterChain(store, random, clock.now(), target.record, undefined)).traceHeader
    const loops = ({ traceHeader: header }: SourceRecord) => header !== undefined && looping.has(header)
    return {
      traceHeader,
      chained: looping.size === 0 ? records : records.filter((record) => !loops(record)),
      looped: looping.size === 0 ? [] : records.filter(loops),
    }
  }

  /** Source of the names: Lambda Developer Guide, "Event source mapping metrics". */
  #meter(metric: MappingMetric, events: number): void {
    const { settings, uuid } = this.#mapping
    if (settings.metrics !== undefined) this.#room.meter.countMapped(this.#mapping, uuid, metric, events)
  }

  #event({ records, shardId, window }: Batch): string {
    const { sourceArn } = this.#mapping
    return batchEvent({ records: records.map(({ json }) => json), shardId, sourceArn, window })
  }

  async #target(): Promise<InvocationTarget> {
    const { store, random } = this.#surroundings
    const { accountId, region, name, qualifier } = this.#mapping
    const address = {
      accountId,
      region,
      partition: partitionOf(region),
      name,
      ...(qualifier === undefined ? {} : { qualifier }),
    }
    return await chooseTarget(store, random, address, this.#room.targets)
  }
}

function stateOf(answer: Json | undefined): JsonObject | undefined {
  if (answer === undefined || answer === null || typeof answer !== 'object' || Array.isArray(answer))
    return undefined
  const { state } = answer as JsonObject
  if (state === undefined || state === null || typeof state !== 'object' || Array.isArray(state))
    return undefined
  return state as JsonObject
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
