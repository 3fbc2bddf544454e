/** Requests to turn a connection into a WebSocket, as who decides about them sees them. What they become is in web-sockets.ts. */
import type { IncomingMessage } from 'node:http'
import type { Answer } from './send.ts'

/** Codes by which connections close. Source: RFC 6455, section 7.4.1. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  unsupportedData: 1003,
  tooBig: 1009,
} as const

/** What the owner of a connection is told. None of it may fail. */
export interface SocketListener {
  /** A message; the next ones wait while many of them are being worked at, each until its promise ends. */
  message(text: string): Promise<void>
  /** A sign of life that is no message. */
  stirred(): void
  /** The connection is over; told once, and nothing after it. 1005: the client gave no code. 1006: it went without a word. */
  closed(code: number, reason: string): void
}

/** What a connection may carry. Unit: bytes. */
export interface SocketLimits {
  readonly messageBytesMax: number
  readonly frameBytesMax: number
}

/** Somebody at the other end. */
export interface SocketPeer {
  /**
   * Sends a text, and waits until the system has taken it. `gone`: the connection is over, or ends. `full`: the client does not read
   * what it was sent before.
   */
  send(text: string): Promise<'sent' | 'gone' | 'full'>
  /** Says goodbye. A client that does not say it too is cut after a moment. */
  close(code: number, reason: string): void
}

/** A request to turn a connection into a WebSocket, before it is answered. Exactly one of the two answers is to be given. */
export interface Upgrade {
  /** The request does not follow the protocol: it can only be refused. */
  readonly isMalformed: boolean
  /** Aborts when the client goes away before it was answered. */
  readonly signal: AbortSignal
  /** Answers as if it had been any request, and ends the connection. */
  refuse(answer: Answer): Promise<void>
  /**
   * Accepts. `headers`: more for the answer; of the protocols that the client speaks one may be named there. `open` makes what is told of the
   * connection, which may send at once.
   */
  accept(
    headers: Readonly<Record<string, string>>,
    limits: SocketLimits,
    open: (peer: SocketPeer) => SocketListener,
  ): void
}

/** Who decides about such requests. */
export interface UpgradeHandler {
  /** Whether a request is for it; others are answered like any request. */
  claims(request: IncomingMessage): boolean
  /** Answers one. A rejection is a defect: it is logged, and the connection is closed. */
  handle(request: IncomingMessage, upgrade: Upgrade, closing: AbortSignal): Promise<void>
}

/** Whether a request wants to speak WebSocket. */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}
