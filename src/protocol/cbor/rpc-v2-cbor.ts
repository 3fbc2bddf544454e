/**
 * Smithy RPC v2 with CBOR: POST to `/service/<Service>/operation/<Operation>`, marked on both ways by the header
 * `smithy-protocol: rpc-v2-cbor`. Source: Smithy 2.0, "Smithy RPC v2 CBOR protocol".
 */
import { resolveError } from '../error-shapes.ts'
import { serializationError } from '../errors.ts'
import type { ServerProtocol, WireResponse } from '../types.ts'
import { cborDecoder } from './cbor-decoder.ts'
import { cborEncoder, encodeStructure } from './cbor-encoder.ts'
import { CborFault, readCbor } from './cbor-reader.ts'
import { CborWriter } from './cbor-writer.ts'

/** Makes the protocol. */
export function rpcV2Cbor(): ServerProtocol {
  return {
    name: 'rpcv2Cbor',

    identify(model, request) {
      const name = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path)?.[1]
      return name === undefined ? undefined : model.operations.get(name)
    },

    decode(_model, operation, request) {
      if (request.body.length === 0) return {}
      return cborDecoder(operation.input)(read(request.body)) as object
    },

    encode(_model, operation, output, context) {
      // Operations without an output answer with no body at all.
      if (operation.output.name === 'Unit') return answer(200, context.requestId, undefined)
      const writer = new CborWriter()
      cborEncoder(operation.output)(output, writer)
      return answer(200, context.requestId, writer.result())
    },

    encodeError(model, operation, error, context) {
      const { shape, name, fields, status, queryCode, fault } = resolveError(model, operation, error)
      const writer = new CborWriter()
      const type = `${namespaceOf(model.name)}#${name}`
      if (shape) encodeStructure(shape, fields, writer, [['__type', type]])
      else encodeBare(writer, type, error.message)
      const response = answer(status, context.requestId, writer.result())
      if (!model.awsQueryCompatible) return response
      const side = fault === 'client' ? 'Sender' : 'Receiver'
      return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${queryCode};${side}` } }
    },
  }
}

/** Errors are named by their whole shape id; the namespace is that of the service's Smithy model. */
function namespaceOf(modelName: string): string {
  return `com.amazonaws.${modelName.replaceAll('-', '')}`
}

function encodeBare(writer: CborWriter, type: string, message: string): void {
  writer.map(message === '' ? 1 : 2)
  writer.text('__type')
  writer.text(type)
  if (message === '') return
  writer.text('message')
  writer.text(message)
}

function read(body: Uint8Array): unknown {
  try {
    return readCbor(body)
  } catch (error) {
    if (error instanceof CborFault) throw serializationError('')
    throw error
  }
}

function answer(status: number, requestId: string, body: Uint8Array | undefined): WireResponse {
  const headers: Record<string, string> = { 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-RequestId': requestId }
  if (body === undefined) return { status, headers }
  headers['Content-Type'] = 'application/cbor'
  return { status, headers, body }
}
