/**
 * AWS JSON 1.0 and 1.1: every call is a POST to `/` whose X-Amz-Target names the operation, with input and output as
 * one JSON object. Source: Smithy 2.0, "AWS JSON 1.0 protocol" and "AWS JSON 1.1 protocol".
 */
import type { AwsError } from '../../aws/aws-error.ts'
import { readOutput, WrittenOutput } from '../../aws/written-output.ts'
import type { OperationModel, Protocol, ServiceModel } from '../../models/index.ts'
import {
  awsCborContentType,
  decodeAwsCbor,
  encodeAwsCbor,
  encodeAwsCborError,
  speaksAwsCbor,
} from '../cbor/aws-cbor.ts'
import { type ResolvedError, resolveError } from '../error-shapes.ts'
import {
  encodeEventStream,
  eventStreamContentType,
  eventStreamMember,
} from '../event-stream/encode-events.ts'
import type { AnswerContext, ServerProtocol, WireResponse } from '../types.ts'
import { JsonDecoders } from './json-decoder.ts'
import { JsonEncoders } from './json-encoder.ts'
import { parseJson } from './parse-json.ts'
import { frameworkMessageName, typeName } from './type-names.ts'

const decoders = new JsonDecoders({ jsonNames: false, fractions: 'cut' })
const encoders = new JsonEncoders(false)

/** Makes the protocol of one version. */
export function awsJson(name: Extract<Protocol, 'awsJson1_0' | 'awsJson1_1'>): ServerProtocol {
  const contentType = name === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1'

  const answer = (
    status: number,
    requestId: string,
    body: string | Uint8Array,
    type = contentType,
  ): WireResponse => ({
    status,
    headers: { 'Content-Type': type, 'x-amzn-RequestId': requestId },
    body,
  })

  return {
    name,
    takesWritten: true,

    identify(model, request) {
      const target = request.headers['x-amz-target']
      return target === undefined
        ? undefined
        : model.operations.get(target.slice(target.lastIndexOf('.') + 1))
    },

    decode(_model, operation, request) {
      // A client may leave the body out for an operation that takes nothing, and for no other. Source: Smithy's protocol tests;
      // observed on DynamoDB, as architect/dynalite records it.
      if (request.body.length === 0 && operation.input.name === 'Unit') return {}
      if (speaksAwsCbor(request.headers)) return decodeAwsCbor(operation, request.body)
      return decoders.structure(operation.input)(parseJson(request.body), 1) as object
    },

    encode(model, operation, output, context) {
      const stream = eventStreamMember(operation.output)
      if (stream) return streamed(model, operation, output, context)
      // AWS answers operations without an output with nothing at all.
      if (operation.output.name === 'Unit') return answer(200, context.requestId, '')
      if (speaksAwsCbor(context.requestHeaders)) {
        const body = encodeAwsCbor(operation.output, readOutput(output))
        return answer(200, context.requestId, body, awsCborContentType)
      }
      if (output instanceof WrittenOutput) return answer(200, context.requestId, output.json)
      return answer(200, context.requestId, JSON.stringify(encoders.structure(operation.output)(output)))
    },

    encodeError(model, operation, error, context) {
      const resolved = resolveError(model, operation, error)
      const response = speaksAwsCbor(context.requestHeaders)
        ? answer(
            resolved.status,
            context.requestId,
            cborErrorBody(model, resolved, error),
            awsCborContentType,
          )
        : answer(resolved.status, context.requestId, errorBody(model, resolved, error))
      if (!model.awsQueryCompatible) return response
      // Source: Smithy 2.0, "awsQueryCompatible trait".
      const fault = resolved.fault === 'client' ? 'Sender' : 'Receiver'
      return {
        ...response,
        headers: { ...response.headers, 'x-amzn-query-error': `${resolved.queryCode};${fault}` },
      }
    },
  }

  function streamed(
    model: ServiceModel,
    operation: OperationModel,
    output: object,
    context: AnswerContext,
  ): WireResponse {
    return {
      status: 200,
      headers: { 'Content-Type': eventStreamContentType, 'x-amzn-RequestId': context.requestId },
      body: encodeEventStream(model, operation, output, {
        contentType,
        initialResponse: true,
        encode: (shape, value, only) => JSON.stringify(encoders.structure(shape, only)(value)),
      }),
    }
  }
}

function cborErrorBody(model: ServiceModel, resolved: ResolvedError, error: AwsError): Uint8Array {
  const type = ['__type', typeName(model, resolved.name)] as const
  if (resolved.shape || error.message === '')
    return encodeAwsCborError(resolved.shape, resolved.fields, [type])
  return encodeAwsCborError(undefined, {}, [type, [frameworkMessageName(resolved.name), error.message]])
}

function errorBody(model: ServiceModel, resolved: ResolvedError, error: AwsError): string {
  const __type = typeName(model, resolved.name)
  if (resolved.shape) {
    return JSON.stringify({ __type, ...(encoders.structure(resolved.shape)(resolved.fields) as object) })
  }
  if (error.message === '') return JSON.stringify({ __type })
  return JSON.stringify({ __type, [frameworkMessageName(resolved.name)]: error.message })
}
