import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { OwnNames } from '../../gateway/index.ts'
import type { RestRoom } from './gateway/room.ts'

/** What this service keeps on one node: names of one's own, and, once something is asked of it, what requests to APIs share. */
export class GatewayNode {
  readonly names = new OwnNames()
  #surroundings: BackgroundSurroundings | undefined
  #room: Promise<RestRoom> | undefined

  async start(surroundings: BackgroundSurroundings): Promise<void> {
    this.#surroundings = surroundings
    await this.names.start(surroundings.store)
  }

  /** What requests share, made when it is first asked for. */
  room(): Promise<RestRoom> {
    this.#room ??= this.#make()
    return this.#room
  }

  async stop(): Promise<void> {
    this.names.stop()
    const room = await this.#room
    room?.metrics.stop()
    await room?.logs.flush()
    room?.apis.close()
  }

  async #make(): Promise<RestRoom> {
    const surroundings = this.#surroundings
    if (!surroundings) throw new Error('The service has not started')
    const { restRoom } = await import('./gateway/make-room.ts')
    return restRoom(surroundings)
  }
}
