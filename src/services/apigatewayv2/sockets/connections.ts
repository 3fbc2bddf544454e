/**
 * The connections of a server. Each lives on the node that its client has reached, in memory; a record says which node that is, for the others.
 * Nothing of a connection outlives its node: when that stops or dies, whoever asks is told that the connection is gone.
 */
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { closeCodes } from '../domain/socket-events.ts'
import { connectionsPerNode } from '../limits.ts'
import { connections } from '../records.ts'
import type { ConnectionAsk, ConnectionPeer, ConnectionPlace, ConnectionReply } from './asks.ts'
import { SocketMail } from './mail.ts'

/** A connection that is open here. */
export interface OpenConnection extends ConnectionPlace {
  readonly peer: ConnectionPeer
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string
  /** Unit: milliseconds since the epoch. */
  lastActiveAt: number
}

type Needs = Pick<BackgroundSurroundings, 'store' | 'clock' | 'random' | 'logger' | 'jobs'>

/** Of this node. */
export class Connections {
  readonly #needs: Needs
  readonly #mail: SocketMail
  readonly #open = new Map<string, OpenConnection>()

  constructor(needs: Needs) {
    this.#needs = needs
    this.#mail = new SocketMail(
      needs,
      (ask) => this.#answer(ask),
      () => this.#open.size > 0,
    )
  }

  /** Whether this node holds as many as it can. */
  get isFull(): boolean {
    return this.#open.size >= connectionsPerNode
  }

  /** Lets other nodes find a connection that is about to be opened. */
  async announce(place: ConnectionPlace, connectedAt: number): Promise<void> {
    await this.#mail.open()
    const commit = atomic(this.#needs.store)
    connections.put(commit, { ...place, node: this.#mail.node, connectedAt }, undefined)
    await commit.commit()
  }

  /** It is open from now on. */
  add(connection: OpenConnection): void {
    this.#open.set(connection.connectionId, connection)
  }

  /** It is over. */
  async remove(connectionId: string): Promise<void> {
    this.#open.delete(connectionId)
    const found = await connections.get(this.#needs.store, [connectionId])
    if (!found) return
    const commit = atomic(this.#needs.store)
    connections.remove(commit, found)
    await commit.commit()
  }

  /** Asks about a connection, wherever it is. `late`: the node that holds it does not answer. */
  async ask(ask: ConnectionAsk): Promise<ConnectionReply | 'late'> {
    if (this.#open.has(ask.connectionId)) return this.#answer(ask)
    const found = await connections.get(this.#needs.store, [ask.connectionId])
    if (!found || found.value.node === this.#mail.node) return { type: 'gone' }
    const reply = await this.#mail.ask(found.value.node, ask)
    if (reply) return reply
    // Its node is gone, and does not take the record away any more.
    await this.remove(ask.connectionId)
    return { type: 'gone' }
  }

  stop(): Promise<void> {
    return this.#mail.stop()
  }

  async #answer(ask: ConnectionAsk): Promise<ConnectionReply> {
    const connection = this.#open.get(ask.connectionId)
    if (!connection || connection.apiId !== ask.apiId || connection.stage !== ask.stage)
      return { type: 'gone' }
    const { peer, connectedAt, lastActiveAt, sourceIp, userAgent } = connection
    switch (ask.type) {
      case 'get':
        return { type: 'facts', connectedAt, lastActiveAt, sourceIp, userAgent }
      case 'delete':
        peer.close(closeCodes.normal, 'Connection Closed Normally')
        return { type: 'done' }
      case 'post': {
        const sent = await peer.send(ask.text)
        if (sent === 'sent') connection.lastActiveAt = this.#needs.clock.now()
        return { type: sent === 'sent' ? 'done' : sent }
      }
    }
  }
}
