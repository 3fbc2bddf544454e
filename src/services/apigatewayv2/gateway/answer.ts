/** An answer on its way to the client, in the shape of the room that sends it. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** What is not bytes or text is sent as it comes. */
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
}
