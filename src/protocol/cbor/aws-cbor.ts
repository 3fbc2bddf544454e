/**
 * CBOR in the place of JSON, which AWS's SDKs for Java speak with Kinesis by themselves: the calls are those of AWS JSON 1.1,
 * in other bytes. Bytes are bytes, and instants are milliseconds under the tag that RFC 8949 means for seconds.
 * Source: AWS SDK for Java, its CBOR generator (`com.amazonaws.protocol.json.SdkCborGenerator`).
 */
import type { OperationModel, StructureShape } from '../../models/index.ts'
import { serializationError } from '../errors.ts'
import { cborDecoder } from './cbor-decoder.ts'
import { cborEncoder, type Extra, encodeStructure } from './cbor-encoder.ts'
import { CborFault, CborSeconds, readCbor } from './cbor-reader.ts'
import { CborWriter } from './cbor-writer.ts'

export const awsCborContentType = 'application/x-amz-cbor-1.1'

/** Whether a request is written so; it is answered so, too. */
export function speaksAwsCbor(headers: Readonly<Record<string, string>>): boolean {
  return headers['content-type']?.toLowerCase().startsWith(awsCborContentType) === true
}

/** Fails with SerializationException. */
export function decodeAwsCbor(operation: OperationModel, body: Uint8Array): object {
  return cborDecoder(operation.input)(inSeconds(read(body))) as object
}

export function encodeAwsCbor(shape: StructureShape, value: unknown): Uint8Array {
  const writer = new CborWriter('milliseconds')
  cborEncoder(shape)(value, writer)
  return writer.result()
}

/** An error with its type and, where it has no shape, its message. */
export function encodeAwsCborError(
  shape: StructureShape | undefined,
  fields: object,
  extra: Extra,
): Uint8Array {
  const writer = new CborWriter('milliseconds')
  if (shape) encodeStructure(shape, fields, writer, extra)
  else {
    writer.map(extra.length)
    for (const [key, text] of extra) {
      writer.text(key)
      writer.text(text)
    }
  }
  return writer.result()
}

function read(body: Uint8Array): unknown {
  try {
    return readCbor(body)
  } catch (error) {
    if (error instanceof CborFault) throw serializationError('')
    throw error
  }
}

/** The same value with its instants in seconds, as the decoders know them. */
function inSeconds(value: unknown): unknown {
  if (value instanceof CborSeconds) return new CborSeconds(value.seconds / 1000)
  if (Array.isArray(value)) return value.map(inSeconds)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const record = value as Record<string, unknown>
  for (const key in record) record[key] = inSeconds(record[key])
  return record
}
