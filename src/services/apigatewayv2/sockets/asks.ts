/** What may be asked about a connection, and what comes of it. */

/** The client of a connection, as the room of HTTP hands it over. */
export interface ConnectionPeer {
  send(text: string): Promise<'sent' | 'gone' | 'full'>
  close(code: number, reason: string): void
}

/** Which connection. */
export interface ConnectionPlace {
  readonly connectionId: string
  readonly apiId: string
  readonly stage: string
}

/** What is asked. */
export type ConnectionAsk = ConnectionPlace &
  ({ readonly type: 'post'; readonly text: string } | { readonly type: 'get' } | { readonly type: 'delete' })

/** What came of it. `full`: its client does not read what it was sent before. Instants in milliseconds since the epoch. */
export type ConnectionReply =
  | { readonly type: 'done' }
  | { readonly type: 'gone' }
  | { readonly type: 'full' }
  | {
      readonly type: 'facts'
      readonly connectedAt: number
      readonly lastActiveAt: number
      readonly sourceIp: string
      readonly userAgent: string
    }
