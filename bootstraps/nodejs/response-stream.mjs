/** The stream that a streaming handler writes its response to. */
import { Writable } from 'node:stream'
import { errorResponse, RuntimeFault } from './errors.mjs'

export class ResponseStream extends Writable {
  #channel
  #contentType = 'application/octet-stream'
  #begun = false
  #failure
  #ended = false
  /** Set by `HttpResponseStream.from`: writes what goes before the first piece. */
  _onBeforeFirstWrite

  constructor(channel, options) {
    super(options)
    this.#channel = channel
  }

  setContentType(type) {
    if (this.#begun) throw new RuntimeFault('InvalidStreamingOperation', 'Cannot set content-type, too late.')
    this.#contentType = type
  }

  write(chunk, encoding, callback) {
    let piece = chunk
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) piece = JSON.stringify(chunk)
    if (!this.#begun && typeof this._onBeforeFirstWrite === 'function') {
      this.#begin()
      this._onBeforeFirstWrite((text) => super.write(text))
    }
    return super.write(piece, encoding, callback)
  }

  #begin() {
    if (this.#begun) return
    this.#begun = true
    this.#channel.say(['s', JSON.stringify({ contentType: this.#contentType })])
  }

  _write(chunk, _encoding, callback) {
    this.#begin()
    this.#channel.sayPiece('c', chunk, callback)
  }

  _final(callback) {
    this.#end()
    callback()
  }

  #end() {
    if (this.#ended) return
    this.#ended = true
    this.#begin()
    this.#channel.say([
      'z',
      this.#failure === undefined ? '' : JSON.stringify(errorResponse(this.#failure.error)),
    ])
  }

  /** Ends the response by an error, after what was written; `atOnce`: before the process ends. Nothing happens when it has ended. */
  fail(error, atOnce = false) {
    this.#failure ??= { error }
    if (atOnce || this.destroyed || this.writableEnded) this.#end()
    else this.end()
  }
}
