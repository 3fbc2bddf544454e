/** A connection of a WebSocket API that is open: its messages, its times, its end. */
import type { Timer } from '../../../base/clock.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { ExecutionLog, newTraceHeader } from '../../../gateway/index.ts'
import type { SocketListener, SocketPeer } from '../../../http/index.ts'
import { closeCodes, gatewayWords, type SocketHappening } from '../domain/socket-events.ts'
import { readMessage, routeKeyOf } from '../domain/socket-selection.ts'
import type { CompiledApi } from '../gateway/compiled.ts'
import { connectionDurationMs, connectionIdleMs } from '../limits.ts'
import type { DoorRoom } from '../room.ts'
import type { SocketRoute, SocketStage } from '../sockets/compiled.ts'
import type { OpenConnection } from '../sockets/connections.ts'
import type { SocketConnection, SocketExchange } from '../sockets/exchange.ts'
import { integrateSocket } from '../sockets/integrate.ts'
import { noteHappening, tellBeginning } from '../sockets/notes.ts'
import { refusedWith, type SocketOutcome, socketFailure, socketForbidden } from '../sockets/outcome.ts'
import { never, newSocketId } from './socket-ids.ts'

/** What the room of HTTP tells of a connection, and what is done about it. */
export class OpenSocketConnection implements SocketListener {
  readonly #room: DoorRoom
  readonly #surroundings: BackgroundSurroundings
  readonly #api: CompiledApi['api']
  readonly #connection: SocketConnection
  readonly #peer: SocketPeer
  readonly #open: OpenConnection
  readonly #timers = new Set<Timer>()

  constructor(
    room: DoorRoom,
    surroundings: BackgroundSurroundings,
    api: CompiledApi['api'],
    connection: SocketConnection,
    peer: SocketPeer,
  ) {
    this.#room = room
    this.#surroundings = surroundings
    this.#api = api
    this.#connection = connection
    this.#peer = peer
    const { facts, sourceIp, headers } = connection
    const { connectionId, stage, connectedAt } = facts
    this.#open = {
      connectionId,
      apiId: api.apiId,
      stage,
      peer,
      connectedAt,
      sourceIp,
      userAgent: headers['user-agent'] ?? '',
      lastActiveAt: surroundings.clock.now(),
    }
    room.connections.add(this.#open)
    this.#watchSilence()
    this.#at(connectedAt + connectionDurationMs, () => this.#leave())
  }

  message(text: string): Promise<void> {
    this.stirred()
    const { jobs, logger, random } = this.#surroundings
    const requestId = newSocketId(random)
    return jobs.during(async () => {
      try {
        await this.#take(text, requestId)
      } catch (error) {
        logger.error('A message to an API failed by a defect', { requestId, error })
        await this.#say(socketFailure(), requestId)
      }
    })
  }

  stirred(): void {
    this.#open.lastActiveAt = this.#surroundings.clock.now()
  }

  closed(code: number, reason: string): void {
    const { jobs, logger } = this.#surroundings
    for (const timer of this.#timers) timer.cancel()
    const ending = jobs
      .during(async () => {
        await this.#room.connections.remove(this.#open.connectionId)
        await this.#disconnect({ eventType: 'DISCONNECT', code, reason })
      })
      .catch((error: unknown) => logger.error('The end of a connection failed by a defect', { error }))
    this.#room.goodbyes.add(ending)
  }

  async #take(text: string, requestId: string): Promise<void> {
    const stage = await this.#stage()
    if (!stage) {
      this.#leave()
      return
    }
    const message = readMessage(text)
    const key = routeKeyOf(stage.selection, message, (one) => stage.routes.has(one))
    const route = key === undefined ? undefined : stage.routes.get(key)
    if (!route) {
      await this.#say(socketForbidden(), requestId)
      return
    }
    const messageId = newSocketId(this.#surroundings.random)
    const exchange = this.#exchange(stage, route, { eventType: 'MESSAGE', messageId, text }, requestId)
    tellBeginning(exchange)
    const isAdmitted = this.#room.throttle.admits(
      `${this.#api.apiId}/${stage.name}/${route.key}`,
      route.burst,
      route.rate,
    )
    const outcome = isAdmitted ? await integrateSocket(exchange) : refusedWith(429, 'Too Many Requests')
    noteHappening(this.#room, exchange, outcome)
    if (outcome.kind === 'refused') await this.#say(outcome, requestId)
    else if (route.isTwoWay && outcome.text !== '') await this.#send(outcome.text)
  }

  async #disconnect(happening: SocketHappening): Promise<void> {
    const stage = await this.#stage()
    const route = stage?.routes.get('$disconnect')
    if (!stage || !route) return
    const exchange = this.#exchange(stage, route, happening, newSocketId(this.#surroundings.random))
    tellBeginning(exchange)
    noteHappening(this.#room, exchange, await integrateSocket(exchange))
  }

  async #stage(): Promise<SocketStage | undefined> {
    const api = await this.#room.apis.find(this.#api.apiId)
    return api?.socketStages?.get(this.#connection.facts.stage)
  }

  #exchange(
    stage: SocketStage,
    route: SocketRoute,
    happening: SocketHappening,
    requestId: string,
  ): SocketExchange {
    const now = this.#surroundings.clock.now()
    return {
      surroundings: this.#surroundings,
      api: this.#api,
      stage,
      route,
      connection: this.#connection,
      happening,
      requestId,
      traceHeader: newTraceHeader(this.#surroundings.random, now),
      now,
      signal: never,
      seen: {},
      log: new ExecutionLog(() => this.#surroundings.clock.now(), route.logging),
    }
  }

  async #say({ message }: SocketOutcome & { readonly kind: 'refused' }, requestId: string): Promise<void> {
    await this.#peer.send(gatewayWords(message, this.#open.connectionId, requestId))
  }

  async #send(text: string): Promise<void> {
    const sent = await this.#peer.send(text)
    if (sent === 'sent') this.stirred()
  }

  #leave(): void {
    this.#peer.close(closeCodes.goingAway, 'Going away')
  }

  /** Looks again when the silence would have been long enough, had nothing been heard meanwhile. */
  #watchSilence(): void {
    this.#at(this.#open.lastActiveAt + connectionIdleMs, () => {
      if (this.#surroundings.clock.now() - this.#open.lastActiveAt >= connectionIdleMs) this.#leave()
      else this.#watchSilence()
    })
  }

  #at(instant: number, act: () => void): void {
    const timer = this.#surroundings.clock.setTimer(instant, () => {
      this.#timers.delete(timer)
      act()
    })
    this.#timers.add(timer)
  }
}
