import assert from 'node:assert/strict'
import { CloudControl, type ProgressEvent } from '@aws-sdk/client-cloudcontrol'
import type { JsonObject } from '../../../src/base/json.ts'
import type { ClientConfig } from '../../support/server.ts'
import { until } from '../../support/until.ts'

export { refused } from '../../support/refused.ts'

/** Makes, reads, changes and removes resources through Cloud Control, and waits for what it asked. */
export class Resources {
  readonly #config: ClientConfig | (() => ClientConfig)
  #control: CloudControl | undefined

  /** A function is asked for the settings when the first request is made: the server runs only then. */
  constructor(config: ClientConfig | (() => ClientConfig)) {
    this.#config = config
  }

  get control(): CloudControl {
    this.#control ??= new CloudControl(typeof this.#config === 'function' ? this.#config() : this.#config)
    return this.#control
  }

  /** Answers the identifier of what was made. */
  async create(TypeName: string, properties: JsonObject): Promise<string> {
    const answer = await this.control.createResource({ TypeName, DesiredState: JSON.stringify(properties) })
    const { Identifier } = await this.succeeded(answer.ProgressEvent)
    return Identifier ?? ''
  }

  /** The request's end, which must be a failure. */
  async createFails(TypeName: string, properties: JsonObject): Promise<ProgressEvent> {
    const answer = await this.control.createResource({ TypeName, DesiredState: JSON.stringify(properties) })
    return this.failed(answer.ProgressEvent)
  }

  async read(TypeName: string, Identifier: string): Promise<Record<string, unknown>> {
    const { ResourceDescription } = await this.control.getResource({ TypeName, Identifier })
    return JSON.parse(ResourceDescription?.Properties ?? '') as Record<string, unknown>
  }

  /** Sets properties, and takes away those that are null. */
  async update(TypeName: string, Identifier: string, changes: JsonObject): Promise<void> {
    const patch = Object.entries(changes).map(([name, value]) =>
      value === null ? { op: 'remove', path: `/${name}` } : { op: 'add', path: `/${name}`, value },
    )
    const PatchDocument = JSON.stringify(patch)
    const answer = await this.control.updateResource({ TypeName, Identifier, PatchDocument })
    await this.succeeded(answer.ProgressEvent)
  }

  async remove(TypeName: string, Identifier: string): Promise<void> {
    await this.succeeded((await this.control.deleteResource({ TypeName, Identifier })).ProgressEvent)
  }

  async list(TypeName: string, model: JsonObject = {}): Promise<string[]> {
    const { ResourceDescriptions = [] } = await this.control.listResources({
      TypeName,
      ResourceModel: JSON.stringify(model),
      MaxResults: 100,
    })
    return ResourceDescriptions.map(({ Identifier = '' }) => Identifier)
  }

  async succeeded(event: ProgressEvent | undefined): Promise<ProgressEvent> {
    const end = await this.ended(event)
    assert.equal(end.OperationStatus, 'SUCCESS', `${end.ErrorCode}: ${end.StatusMessage}`)
    return end
  }

  async failed(event: ProgressEvent | undefined): Promise<ProgressEvent> {
    const end = await this.ended(event)
    assert.equal(end.OperationStatus, 'FAILED')
    return end
  }

  async ended(event: ProgressEvent | undefined): Promise<ProgressEvent> {
    const RequestToken = event?.RequestToken ?? ''
    let last: ProgressEvent = {}
    await until(async () => {
      last = (await this.control.getResourceRequestStatus({ RequestToken })).ProgressEvent ?? {}
      return ['SUCCESS', 'FAILED', 'CANCEL_COMPLETE'].includes(last.OperationStatus ?? '')
    }, 'the request has ended')
    return last
  }
}
