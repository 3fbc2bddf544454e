/**
 * One execution of a pipe: a batch goes through the enrichment and on to the target. What fails is the source's to repeat: messages
 * come back when their visibility timeout is over, records of streams are tried again by the pipe's settings.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import { randomUuid } from '../../base/random.ts'
import {
  type Batch,
  type BatchOutcome,
  type DiscardedBatch,
  failureText,
  roleCaller,
  type StreamSink,
} from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic, type Change } from '../../store/index.ts'
import { discardedRecord } from './domain/dead-letters.ts'
import { pipeEvent, templateInput } from './domain/events.ts'
import { type Pipe, pipeArn } from './domain/pipe.ts'
import { sourceSettings } from './domain/pipe-rules.ts'
import { enrich } from './enriching.ts'
import { PipeLog } from './pipe-log.ts'
import { type DeadLetter, deadLetterQueue } from './records.ts'
import { sendAll } from './sending.ts'
import type { Sending } from './sending-types.ts'

export class PipeSink implements StreamSink {
  readonly #surroundings: BackgroundSurroundings
  readonly #pipe: Pipe
  readonly #log: PipeLog

  constructor(surroundings: BackgroundSurroundings, pipe: Pipe) {
    this.#surroundings = surroundings
    this.#pipe = pipe
    this.#log = new PipeLog(surroundings, pipe)
  }

  async take(batch: Batch, signal: AbortSignal): Promise<BatchOutcome> {
    const executionId = randomUuid(this.#surroundings.random)
    const payload = () => batch.records.map(({ record }) => pipeEvent(this.#pipe.sourceKind, record))
    await this.#log.note(executionId, 'INFO', 'ExecutionStarted', payload)
    try {
      const failed = await this.#run(batch, executionId, signal)
      if (failed.size === 0) await this.#log.note(executionId, 'INFO', 'ExecutionSucceeded')
      else await this.#log.note(executionId, 'ERROR', 'ExecutionPartiallyFailed')
      return { kind: 'done', failed }
    } catch (error) {
      const reason = failureText(error)
      await this.#log.note(executionId, 'ERROR', 'ExecutionFailed', undefined, reason)
      if (!(error instanceof AwsError)) this.#surroundings.logger.error('A pipe failed', { error })
      this.#tell(batch, 'failed', reason)
      return { kind: 'failed', reason }
    }
  }

  async discard(discarded: DiscardedBatch): Promise<readonly Change[]> {
    const { store, clock, trail } = this.#surroundings
    const { accountId, region, name, roleArn, source, sourceKind, sourceParameters } = this.#pipe
    const destination = sourceSettings(sourceKind, sourceParameters).deadLetterArn
    for (const { trailId } of discarded.records)
      trail.tell({
        stage: destination === undefined ? 'dropped' : 'dead-letter',
        event: trailId,
        source,
        detail: discarded.condition,
        ...(destination === undefined ? {} : { target: destination }),
      })
    if (destination === undefined) return []
    const letter: DeadLetter = {
      accountId,
      region,
      pipeName: name,
      roleArn,
      destination,
      body: discardedRecord(this.#pipe, discarded, clock.now()),
    }
    return atomic(store).enqueue(deadLetterQueue, letter).changes
  }

  /** Answers the ids of records that the target did not take. */
  async #run(batch: Batch, executionId: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const pipe = this.#pipe
    const causes = batch.records.map(({ trailId }) => trailId)
    const caller = { ...roleCaller(pipe, pipe.roleArn, pipe.name, { causes }), signal }
    const events: Json[] = batch.records.map(({ record }) => pipeEvent(pipe.sourceKind, record))
    const enriched =
      pipe.enrichment === undefined
        ? undefined
        : await enrich(
            this.#surroundings,
            pipe,
            events,
            this.#inputs(pipe.enrichmentParameters, events),
            caller,
          )
    const wanted = enriched ?? events
    if (wanted.length === 0) return new Set()
    const sending: Sending = {
      pipe,
      caller,
      executionId,
      at: this.#surroundings.clock.now(),
      events: wanted,
      inputs: this.#inputs(pipe.targetParameters, wanted),
    }
    const failures = await sendAll(this.#surroundings, sending)
    this.#tell(batch, 'delivered')
    if (failures.failed.size === 0) return new Set()
    // What the enrichment made of several records cannot be told apart any more.
    if (enriched !== undefined) throw failures.error
    const ids = batch.records.map(({ id }) => id)
    const known = new Set<string | number>(failures.byId ? ids : ids.keys())
    // A name that no record has means all of them, as in answers of functions to event source mappings.
    if (failures.failed.size === ids.length || [...failures.failed].some((one) => !known.has(one)))
      throw failures.error
    return new Set(ids.filter((id, index) => failures.failed.has(failures.byId ? id : index)))
  }

  #inputs(parameters: Pipe['targetParameters'], events: readonly Json[]): string[] {
    const { sourceKind, name, source, enrichment, target } = this.#pipe
    const template = parameters?.InputTemplate
    const facts = {
      pipeArn: pipeArn(this.#pipe, name),
      pipeName: name,
      sourceArn: source,
      ...(enrichment === undefined ? {} : { enrichmentArn: enrichment }),
      targetArn: target,
      at: this.#surroundings.clock.now(),
    }
    return events.map((event) =>
      templateInput(typeof template === 'string' ? template : undefined, sourceKind, event, facts),
    )
  }

  #tell(batch: Batch, stage: 'delivered' | 'failed', detail?: string): void {
    const { trail } = this.#surroundings
    const { source, target } = this.#pipe
    for (const { trailId } of batch.records)
      trail.tell({ stage, event: trailId, source, target, ...(detail === undefined ? {} : { detail }) })
  }
}
