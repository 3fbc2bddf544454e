/**
 * What a Map Run leaves: the output of its state, or files of results in S3 and a manifest of them.
 * Source: Developer Guide, "ResultWriter (Map)".
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Caller, Surroundings } from '../../../dispatch/index.ts'
import { machineArn } from '../domain/arns.ts'
import type { ResultWriter } from '../engine.ts'
import { resultFileBytesMax } from './limits.ts'
import type { ChildEntry, ChildResult, MapRunRecord } from './records.ts'

/** A child's input and what became of it; without a result it has not run. */
export interface Told {
  readonly child: ChildEntry
  readonly result?: ChildResult
}

type Transformation = ResultWriter['transformation']

/** What a result is in the output or in a file: what the child left or, of one that failed and where nothing is transformed, all that is known of it. */
export function toldResults(record: MapRunRecord, told: Told, transformation: Transformation): Json[] {
  const { result } = told
  if (transformation === 'NONE' || result?.status !== 'SUCCEEDED') return [description(record, told)]
  const output = result.output ?? null
  return transformation === 'FLATTEN' && Array.isArray(output) ? (output as Json[]) : [output]
}

function description(record: MapRunRecord, { child, result }: Told): JsonObject {
  const input = JSON.stringify(child.input)
  if (!result) return { Input: input, InputDetails: { Included: true }, Status: 'PENDING' }
  const { arn, name, status, output, error, cause, startedAt, stoppedAt } = result
  return {
    ExecutionArn: arn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: JSON.stringify(output) }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
    OutputDetails: { Included: true },
    RedriveCount: 0,
    StartDate: new Date(startedAt).toISOString(),
    StateMachineArn: machineArn(record, record.machineName),
    Status: status,
    StopDate: new Date(stoppedAt).toISOString(),
  }
}

export class ResultWriterError extends Error {}

interface File {
  readonly Key: string
  readonly Size: number
}

/** Writes results as they come, in files of a bounded size for each status. */
export class ResultFiles {
  readonly #call: Surroundings['call']
  readonly #caller: Caller
  readonly #record: MapRunRecord
  readonly #writer: ResultWriter
  readonly #bucket: string
  readonly #folder: string
  readonly #open = new Map<string, { texts: string[]; bytes: number }>()
  readonly #files: Record<string, File[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] }

  /** `args`: the writer's Parameters or Arguments, evaluated. Fails with ResultWriterError. */
  constructor(
    room: { call: Surroundings['call']; caller: Caller },
    record: MapRunRecord,
    writer: ResultWriter,
    args: Json,
  ) {
    const { Bucket, Prefix } = (typeof args === 'object' && args !== null ? args : {}) as JsonObject
    if (typeof Bucket !== 'string') throw new ResultWriterError('The result writer has no bucket.')
    this.#call = room.call
    this.#caller = room.caller
    this.#record = record
    this.#writer = writer
    this.#bucket = Bucket
    this.#folder = `${typeof Prefix === 'string' && Prefix !== '' ? `${Prefix.replace(/\/$/, '')}/` : ''}${record.id}`
  }

  async add(told: Told): Promise<void> {
    const status =
      told.result === undefined ? 'PENDING' : told.result.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED'
    const open = this.#open.get(status) ?? { texts: [], bytes: 0 }
    this.#open.set(status, open)
    for (const value of toldResults(this.#record, told, this.#writer.transformation)) {
      const text = JSON.stringify(value)
      open.texts.push(text)
      open.bytes += Buffer.byteLength(text) + 1
    }
    if (open.bytes >= resultFileBytesMax) await this.#close(status)
  }

  /** Writes what is left and the manifest. Answers the state's result. */
  async finish(mapRunArn: string): Promise<JsonObject> {
    for (const status of this.#open.keys()) await this.#close(status)
    const key = `${this.#folder}/manifest.json`
    const manifest = { DestinationBucket: this.#bucket, MapRunArn: mapRunArn, ResultFiles: this.#files }
    await this.#put(key, JSON.stringify(manifest))
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: this.#bucket, Key: key } }
  }

  async #close(status: string): Promise<void> {
    const open = this.#open.get(status)
    if (!open || open.texts.length === 0) return
    this.#open.delete(status)
    const files = this.#files[status] ?? []
    const lines = this.#writer.outputType === 'JSONL'
    const key = `${this.#folder}/${status}_${files.length}.${lines ? 'jsonl' : 'json'}`
    const body = lines ? `${open.texts.join('\n')}\n` : `[${open.texts.join(',')}]`
    files.push({ Key: key, Size: await this.#put(key, body) })
    this.#files[status] = files
  }

  async #put(Key: string, text: string): Promise<number> {
    const Body = Buffer.from(text)
    try {
      await this.#call(
        's3:PutObject',
        { Bucket: this.#bucket, Key, Body, ContentType: 'application/json' },
        this.#caller,
      )
    } catch (error) {
      throw new ResultWriterError(
        error instanceof Error ? error.message : 'The results could not be written.',
      )
    }
    return Body.length
  }
}
